using System.Diagnostics;

namespace ContainerNet.Benchmarks;

/// <summary>Takes the time.</summary>
internal static class Timing
{
    public static TimeSpan Of(Action work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start);
    }
}
