namespace ContainerNet.PowerShell;

/// <summary>The host that all cmdlets work on: this machine, with the usual folders. One for the process, made when it is first needed.</summary>
internal static class ModuleHost
{
    private static readonly Lazy<NetHost> Shared = new(() => new NetHost(new NetHostOptions { ExitCommand = ExitCommand() }));

    public static NetHost Current => Shared.Value;

    // A container that ends by itself is seen to by a PowerShell of its own: this one may be gone by then.
    private static string[] ExitCommand()
    {
        string shell = Path.Combine(AppContext.BaseDirectory, "pwsh");
        string module = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(ModuleHost).Assembly.Location)!, "..", "ContainerNet.psd1"));
        string script = $"param($id) Import-Module '{module.Replace("'", "''", StringComparison.Ordinal)}'; Repair-NetContainer $id -Confirm:$false";
        return File.Exists(shell) && File.Exists(module) ? [shell, "-NoProfile", "-NonInteractive", "-CommandWithArgs", script] : [];
    }
}
