using System.Net;
using ContainerNet.Containers.EtcFiles;
using ContainerNet.Linux.Etc;
using Xunit;

namespace ContainerNet.Tests.Containers.EtcFiles;

/// <summary>A host's files and a container's folder, and shorthands for what is asked for.</summary>
internal sealed class FilesTestbed : IDisposable
{
    public const string Localhost = "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::0\tip6-localnet\nff00::0\tip6-mcastprefix\nff02::1\tip6-allnodes\nff02::2\tip6-allrouters\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("containernet-files-").FullName;

    public FilesTestbed(string resolvConf = "nameserver 10.255.255.53\n")
    {
        HostFile("etc", "hosts", "127.0.0.1 localhost\n127.0.0.1 vm\n");
        HostFile("etc", "resolv.conf", resolvConf);
    }

    public string Container => Path.Combine(_folder, "container");

    public void HostFile(string folder, string name, string text)
    {
        Directory.CreateDirectory(Path.Combine(_folder, folder));
        File.WriteAllText(Path.Combine(_folder, folder, name), text);
    }

    public ContainerFilesRequest Request(ContainerOptions? options = null, string address = "172.17.0.2") => new()
    {
        Options = options ?? new ContainerOptions(),
        HostName = options?.HostName ?? "c61d1bcc0867",
        Configuration = new ContainerNetConfiguration(),
        Addresses = Addresses(address),
        HostGateway = Addresses("172.17.0.1"),
        HostEtc = Path.Combine(_folder, "etc"),
        ResolvedFolder = Path.Combine(_folder, "resolved"),
    };

    public static IPAddress[] Addresses(string list) => [.. list.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(IPAddress.Parse)];

    public static string Hosts(ContainerFilesRequest request)
    {
        string text = HostsFile.Build(request);
        Assert.StartsWith(Localhost, text, StringComparison.Ordinal);
        return text[Localhost.Length..];
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
