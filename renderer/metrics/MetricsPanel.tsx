export default function MetricsPanel() {
  return null;
}
