namespace ContainerNet.PowerShell;

/// <summary>The host that all cmdlets work on: this machine, with the usual directories. There is one for the process, made when it is first needed.</summary>
internal static class ModuleHost
{
    private static readonly Lazy<NetHost> Shared = new(() => new NetHost(Options()));

    // bin/linux-x64 or bin/linux-arm64 of the module.
    private static string Directory => Path.GetDirectoryName(typeof(ModuleHost).Assembly.Location)!;

    public static NetHost Current => Shared.Value;

    // A separate process handles a container that ends by itself: this process may have ended by then.
    private static NetHostOptions Options()
    {
        var options = new NetHostOptions { ServicePath = Path.Combine(Directory, "containernetd") };
        return options with { ExitCommand = options.ServiceExitCommand ?? ShellExitCommand() };
    }

    // Where containernetd is not built, a PowerShell does the same, with a hundred times its processor time.
    private static string[] ShellExitCommand()
    {
        string module = Path.GetFullPath(Path.Combine(Directory, "..", "..", "ContainerNet.psd1"));
        string script = $"param($id) Import-Module '{module.Replace("'", "''", StringComparison.Ordinal)}'; Repair-NetContainer $id -Wait -Confirm:$false";
        return ShellProgram.Current() is { } shell && File.Exists(module) ? [.. shell, "-NoProfile", "-NonInteractive", "-CommandWithArgs", script] : [];
    }
}
