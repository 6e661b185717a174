using System.Diagnostics;

namespace ContainerNet.Benchmarks;

/// <summary>Takes the time.</summary>
internal static class Timing
{
    /// <summary>How many milliseconds the work takes.</summary>
    public static double Of(Action work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
