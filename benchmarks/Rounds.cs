namespace ContainerNet.Benchmarks;

/// <summary>
/// Plays a row in rounds, A B C, B A C, …, so that whatever else the machine does meanwhile slows all alike. Who begins changes
/// from round to round, and so does the direction: what one leaves to be cleared away, or finds warm, is not always the same one's.
/// </summary>
internal static class Rounds
{
    /// <summary>Plays all rounds. Only ours must not fail: another that does is left out from there on, with the reason.</summary>
    public static Result Play(Row row, bool quick)
    {
        try
        {
            row.SetUp();
            return Measure(row, quick);
        }
        catch (MissingException e)
        {
            return new Result(row.Name, row.Work, row.Unit, row.Limit, new Measurement(row.Ours.Name, null, null, e.Message), []);
        }
        finally
        {
            row.TearDown();
        }
    }

    private static Result Measure(Row row, bool quick)
    {
        Player[] players = [new Player(row.Ours, MustPlay: true), .. row.Others.Select(other => new Player(other, MustPlay: false))];
        foreach (Player player in players) player.Prepare();
        (int warmUp, int counted) = row.Rounds(quick);
        for (int round = -warmUp; round < counted; round++)
        {
            foreach (Player player in InTurn(players, round + warmUp)) player.Play(round, row.Rest);
        }
        return new Result(row.Name, row.Work, row.Unit, row.Limit, players[0].Measurement, [.. players.Skip(1).Select(player => player.Measurement)]);
    }

    private static IEnumerable<Player> InTurn(Player[] players, int round)
    {
        int step = round % 2 == 0 ? 1 : players.Length - 1;
        for (int turn = 0; turn < players.Length; turn++) yield return players[(round + turn * step) % players.Length];
    }

    private sealed record Player(Contestant Contestant, bool MustPlay)
    {
        private readonly List<double> _measured = [];
        private Func<double>? _round;
        private string? _reason;

        public Measurement Measurement => new(Contestant.Name, Contestant.Aim, _reason is null && _measured.Count > 0 ? new Samples(_measured) : null, _reason);

        public void Prepare() => Try(() => _round = Contestant.Prepare());

        /// <summary>Plays its part of a round; those that do not count have negative numbers.</summary>
        public void Play(int number, TimeSpan rest)
        {
            bool plays = number % Contestant.Every == 0 && number >= -Contestant.WarmUp;
            if (_round is not { } round || _reason is not null || !plays) return;
            Thread.Sleep(rest);
            Try(() =>
            {
                double measured = round();
                if (number >= 0) _measured.Add(measured);
            });
        }

        private void Try(Action action)
        {
            try
            {
                action();
            }
            catch (Exception e) when (!MustPlay)
            {
                _reason = e.Message;
            }
        }
    }
}
