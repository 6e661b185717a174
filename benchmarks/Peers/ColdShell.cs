namespace ContainerNet.Benchmarks.Peers;

/// <summary>A command as cron or a script of another language runs it: a new PowerShell each time.</summary>
/// <param name="stage">Knows the module.</param>
internal sealed class ColdShell(Stage stage)
{
    private readonly string _program = Tool.Find("pwsh", "https://aka.ms/install-powershell");

    /// <summary>How many milliseconds it takes from the start to the end of the process.</summary>
    public double Play(string command) => Timing.Of(() => Run(command));

    /// <summary>Runs a command.</summary>
    public void Run(string command) => Tool.Output(_program, "-NoProfile", "-Command", $"$ErrorActionPreference = 'Stop'; Import-Module '{stage.Module}'; {command}");
}
