namespace ContainerNet.Benchmarks;

/// <summary>What a number counts.</summary>
/// <param name="Name">As the table names it.</param>
/// <param name="MoreIsBetter">Whether a larger number is the better one.</param>
/// <param name="Format">How a number is written.</param>
internal sealed record Unit(string Name, bool MoreIsBetter, string Format)
{
    public static readonly Unit Milliseconds = new("ms", false, "0.00");
    public static readonly Unit Microseconds = new("µs", false, "0.0");
    public static readonly Unit ConnectionsPerSecond = new("connections/s", true, "#,0");
    public static readonly Unit GigabitsPerSecond = new("Gbit/s", true, "0.00");
    public static readonly Unit Mebibytes = new("MiB", false, "0.0");
}
