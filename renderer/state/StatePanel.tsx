export default function StatePanel() {
  return null;
}
