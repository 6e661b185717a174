using ContainerNet.Linux.Etc;
using ContainerNet.Linux.Files;

namespace ContainerNet.Containers.EtcFiles;

/// <summary>A container's /etc/hosts, /etc/hostname and /etc/resolv.conf, in its directory on the host.</summary>
internal static class ContainerFiles
{
    private const string Hosts = "hosts";
    private const string HostName = "hostname";
    private const string ResolvConf = "resolv.conf";

    /// <summary>
    /// Writes the files, or brings them up to date while the container runs. They stay the same files, which it has mounted, and
    /// what it wrote there itself stays in them.
    /// </summary>
    /// <param name="folder">The container's directory; it is made if it is missing.</param>
    /// <param name="request">What they are made from.</param>
    /// <exception cref="ContainerNetException">A value is not acceptable; nothing was written.</exception>
    public static void Write(string folder, ContainerFilesRequest request)
    {
        ContainerFileRules.Check(request.Options);
        string hosts = HostsFile.Build(request);
        string resolvConf = ContainerResolvConf.Build(request);
        PrivateDirectory.Ensure(folder);
        new GivenFile(Path.Combine(folder, Hosts)).Give(hosts, KeepLines);
        new GivenFile(Path.Combine(folder, HostName)).Give($"{request.HostName}\n", KeepAll);
        new GivenFile(Path.Combine(folder, ResolvConf)).Give(resolvConf, KeepAll);
    }

    /// <summary>Where in the container each file is mounted, by its path there.</summary>
    /// <param name="folder">The directory of the container whose files they are: for a container that joined another's network, the other's.</param>
    public static IReadOnlyDictionary<string, string> Mounts(string folder)
        => new[] { Hosts, HostName, ResolvConf }.ToDictionary(name => $"/etc/{name}", name => Path.Combine(folder, name));

    // Our outdated lines are removed, new ones are appended, and the container's own stay.
    private static string KeepLines(string present, string before, string after)
    {
        string[] old = Lines(before);
        string[] now = Lines(after);
        string[] lines = [.. Lines(present).Where(line => !old.Contains(line) || now.Contains(line)), .. now.Except(old)];
        return string.Concat(lines.Select(line => $"{line}\n"));
    }

    // A file that the container has written over is its own from then on, as Docker has it.
    private static string KeepAll(string present, string before, string after) => present;

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
