namespace ContainerNet.Benchmarks.Rows;

/// <summary>How long one client waits for a new connection, the handshake there and back.</summary>
internal sealed class ConnectionLatency(Stage stage, int count) : PublishedPorts(stage, count)
{
    public override string Work => $"To connect through {Ports}";

    public override Unit Unit => Unit.Microseconds;

    protected override double Aim => 1.05;

    protected override int Processes => 1;

    protected override double Choose(double rate, double median) => median;
}
