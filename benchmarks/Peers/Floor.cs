using System.Diagnostics;
using System.Globalization;

namespace ContainerNet.Benchmarks.Peers;

/// <summary>A C program of native/ that plays one round a line: it is started once, so that its rounds and ours take turns.</summary>
internal sealed class Floor : IDisposable
{
    private readonly Process _process;

    public Floor(string path, params string[] arguments) => _process = Process.Start(new ProcessStartInfo(path, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;

    /// <summary>How many milliseconds a round takes.</summary>
    public double Play(string round)
    {
        _process.StandardInput.WriteLine(round);
        _process.StandardInput.Flush();
        string answer = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"the floor gave up at '{round}'; it says why above");
        return double.Parse(answer, CultureInfo.InvariantCulture) / 1000;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
