namespace ContainerNet.PowerShell;

/// <summary>The host that all cmdlets work on: this machine, with the usual folders. One for the process, made when it is first needed.</summary>
internal static class ModuleHost
{
    private static readonly Lazy<NetHost> Shared = new(() => new NetHost());

    public static NetHost Current => Shared.Value;
}
