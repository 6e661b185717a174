namespace ContainerNet.Benchmarks.Rows;

/// <summary>How many new connections a second go through, of four clients at once.</summary>
internal sealed class ConnectionRate(Stage stage, int count) : PublishedPorts(stage, count)
{
    public override string Work => $"New connections through {Ports}";

    public override Unit Unit => Unit.ConnectionsPerSecond;

    protected override double Aim => 0.95;

    protected override int Processes => 4;

    protected override double Choose(double rate, double median) => rate;
}
