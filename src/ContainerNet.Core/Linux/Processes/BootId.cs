namespace ContainerNet.Linux.Processes;

/// <summary>The kernel's name for the time from one boot to the next (random(4)).</summary>
internal static class BootId
{
    /// <summary>That of now; empty where there is no /proc to read it from.</summary>
    public static string Read(NetHostOptions host) => File.Exists(host.BootIdFile) ? File.ReadAllText(host.BootIdFile).Trim() : "";
}
