using System.Net;
using ContainerNet.Linux.Etc;

namespace ContainerNet.Containers.EtcFiles;

/// <summary>A container's /etc/hosts.</summary>
internal static class HostsFile
{
    // Docker's, to the byte (libnetwork/etchosts): a program that reads the file finds what it finds there.
    private const string Localhost =
        "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::0\tip6-localnet\nff00::0\tip6-mcastprefix\nff02::1\tip6-allnodes\nff02::2\tip6-allrouters\n";

    /// <summary>
    /// The file: localhost, added hosts, links, the container itself, and the names of its networks where no server has them.
    /// A container on the host's network has the host's file, unless names are added.
    /// </summary>
    /// <exception cref="ContainerNetException">InvalidAddedHost: an added host is malformed.</exception>
    public static string Build(ContainerFilesRequest request)
    {
        AddedHost[] added = [.. request.Options.AddHost.Select(AddedHost.Parse)];
        if (request.SharesHostNetwork && added.Length == 0) return HostFile.Read(request.HostEtc, "hosts");
        IEnumerable<HostsEntry> entries = added.SelectMany(host => host.Entries(request.HostGateway));
        if (!request.SharesHostNetwork) entries = [.. entries, .. request.Links.SelectMany(Entries), .. Own(request), .. request.Neighbors];
        return Localhost + string.Concat(entries.Select(entry => $"{entry}\n"));
    }

    // By its alias, its host name and its name, as Docker's links have it.
    private static IEnumerable<HostsEntry> Entries(LinkedContainer link)
        => link.Addresses.Select(address => new HostsEntry(address, link.Alias == link.Name ? [link.Alias, link.HostName] : [link.Alias, link.HostName, link.Name]));

    // By the full name, if there is a domain, and by the first label.
    private static IEnumerable<HostsEntry> Own(ContainerFilesRequest request)
    {
        string full = string.IsNullOrEmpty(request.Options.DomainName) ? request.HostName : $"{request.HostName}.{request.Options.DomainName}";
        int dot = full.IndexOf('.', StringComparison.Ordinal);
        return request.Addresses.Select(address => new HostsEntry(address, dot < 0 ? [full] : [full, full[..dot]]));
    }
}
