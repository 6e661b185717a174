using System.Globalization;

namespace ContainerNet.Benchmarks.Peers;

/// <summary>Runs pwsh/Measure-Module.ps1, in a process of its own each time: what is measured is done once in a session.</summary>
internal sealed class ModuleScript(Stage stage)
{
    private readonly string _program = Tool.Find("pwsh", "https://aka.ms/install-powershell");

    /// <summary>How many milliseconds the import takes, and the first command behind it.</summary>
    public (double Import, double First) Measure(string command) => Run(stage.Module, command);

    /// <summary>The same of a module that has nothing in it.</summary>
    public double MeasureEmpty() => Run(Path.Combine(stage.Scripts, "Empty.psd1"), "Get-Module").Import;

    private (double Import, double First) Run(string module, string command)
    {
        string[] answer = Tool.Output(_program, "-NoProfile", "-File", Path.Combine(stage.Scripts, "Measure-Module.ps1"), module, command).Split(' ');
        return (double.Parse(answer[0], CultureInfo.InvariantCulture), double.Parse(answer[1], CultureInfo.InvariantCulture));
    }
}
