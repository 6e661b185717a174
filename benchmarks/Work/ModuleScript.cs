using System.Globalization;

namespace ContainerNet.Benchmarks.Work;

/// <summary>Runs pwsh/Measure-Module.ps1, in a process of its own each time: what is measured is done once in a session.</summary>
internal sealed class ModuleScript(string root)
{
    /// <summary>How long the import takes, and the first command behind it.</summary>
    public (TimeSpan Import, TimeSpan First) Measure(string command) => Run(Path.Combine(root, "ContainerNet.psd1"), command);

    /// <summary>How long the import of a module takes that has nothing in it.</summary>
    public TimeSpan MeasureEmpty() => Run(Path.Combine(root, "benchmarks/pwsh/Empty.psd1"), "Get-Module").Import;

    private (TimeSpan Import, TimeSpan First) Run(string module, string command)
    {
        string[] answer = Tool.Output("pwsh", "-NoProfile", "-File", Path.Combine(root, "benchmarks/pwsh/Measure-Module.ps1"), module, command).Split(' ');
        return (Milliseconds(answer[0]), Milliseconds(answer[1]));
    }

    private static TimeSpan Milliseconds(string text) => TimeSpan.FromMilliseconds(double.Parse(text, CultureInfo.InvariantCulture));
}
