namespace ContainerNet.Benchmarks;

/// <summary>
/// Plays a benchmark in rounds, A B A B …, so that whatever else the machine does meanwhile slows all alike; who begins
/// changes from round to round, so that what one leaves to be cleared away hits each other in turn.
/// </summary>
internal static class Rounds
{
    public static Result Play(Benchmark benchmark, bool quick)
    {
        Contestant[] contestants = [benchmark.Ours, .. benchmark.Others];
        List<TimeSpan>[] measured = [.. contestants.Select(_ => new List<TimeSpan>())];
        (int warmUp, int counted) = benchmark.Rounds(quick);
        for (int round = 0; round < warmUp + counted; round++)
        {
            for (int turn = 0; turn < contestants.Length; turn++)
            {
                int i = (round + turn) % contestants.Length;
                Thread.Sleep(benchmark.Rest);
                TimeSpan taken = contestants[i].Round();
                if (round >= warmUp) measured[i].Add(taken);
            }
        }
        return new Result(benchmark.Work, benchmark.Limit, new Samples(measured[0]),
            [.. contestants.Skip(1).Select((other, i) => new Comparison(other.Name, other.Aim, new Samples(measured[i + 1])))]);
    }
}
