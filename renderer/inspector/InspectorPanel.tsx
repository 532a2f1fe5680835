export default function InspectorPanel() {
  return null;
}
