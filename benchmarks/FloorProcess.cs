using System.Diagnostics;
using System.Globalization;

namespace ContainerNet.Benchmarks;

/// <summary>The C program of floor/, which plays one round a line: it is started once, so that its rounds and ours take turns.</summary>
internal sealed class FloorProcess : IDisposable
{
    private readonly Process _process;

    public FloorProcess(string path)
    {
        var start = new ProcessStartInfo(path) { RedirectStandardInput = true, RedirectStandardOutput = true };
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{path} does not start.");
    }

    public TimeSpan Play(string round)
    {
        _process.StandardInput.WriteLine(round);
        _process.StandardInput.Flush();
        string answer = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"The floor gave up at '{round}'; it says why above.");
        return TimeSpan.FromMicroseconds(double.Parse(answer, CultureInfo.InvariantCulture));
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
