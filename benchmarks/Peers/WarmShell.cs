using System.Diagnostics;
using System.Globalization;

namespace ContainerNet.Benchmarks.Peers;

/// <summary>A PowerShell with the module loaded, as in the middle of somebody's session. It plays one pipeline after the other.</summary>
internal sealed class WarmShell : IDisposable
{
    private readonly Process _process;

    /// <exception cref="MissingException">There is no pwsh.</exception>
    public WarmShell(Stage stage)
    {
        var start = new ProcessStartInfo(Tool.Find("pwsh", "https://aka.ms/install-powershell"), ["-NoProfile", "-File", Path.Combine(stage.Scripts, "Invoke-Round.ps1"), stage.Module])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
    }

    /// <summary>How much memory it has, in MiB.</summary>
    public double Memory => ProcessMemory.Of(_process.Id);

    /// <summary>How many milliseconds a pipeline takes; another cleans up behind it.</summary>
    public double Play(string pipeline, string clean)
    {
        _process.StandardInput.WriteLine(pipeline);
        _process.StandardInput.WriteLine(clean);
        _process.StandardInput.Flush();
        string answer = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("pwsh has ended");
        return double.TryParse(answer, CultureInfo.InvariantCulture, out double taken) ? taken : throw new InvalidOperationException(answer);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
