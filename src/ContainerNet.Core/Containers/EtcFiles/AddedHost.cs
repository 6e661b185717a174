using System.Net;
using ContainerNet.Linux.Etc;

namespace ContainerNet.Containers.EtcFiles;

/// <summary>A line that the user adds to /etc/hosts.</summary>
/// <param name="Name">The name.</param>
/// <param name="Address">Its address; null for the host's own as the container sees it.</param>
internal sealed record AddedHost(string Name, IPAddress? Address)
{
    private const string Gateway = "host-gateway";

    /// <summary>Reads <c>name:address</c> or <c>name=address</c>, where the address may be <c>host-gateway</c> and an IPv6 one may be in brackets.</summary>
    /// <exception cref="ContainerNetException">InvalidAddedHost: the text has none of these forms.</exception>
    public static AddedHost Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int end = text.AsSpan().IndexOfAny(':', '=');
        if (end < 0 || !DomainName.IsValid(text[..end])) throw Invalid(text);
        string address = text[(end + 1)..];
        if (address == Gateway) return new AddedHost(text[..end], null);
        if (address is ['[', .., ']']) address = address[1..^1];
        // A zone ("%eth0") is of the machine that it is written on (RFC 4007), and /etc/hosts is for another.
        if (address.Contains('%', StringComparison.Ordinal)) throw Invalid(text);
        return new AddedHost(text[..end], IPAddresses.TryParse(address) ?? throw Invalid(text));
    }

    /// <summary>Its lines.</summary>
    /// <param name="hostGateway">The host's addresses as the container sees them, at most one a family.</param>
    /// <exception cref="ContainerNetException">InvalidAddedHost: the container has no way to the host.</exception>
    public IEnumerable<HostsEntry> Entries(IReadOnlyList<IPAddress> hostGateway)
    {
        if (Address is not null) return [new HostsEntry(Address, [Name])];
        if (hostGateway.Count > 0) return hostGateway.Select(address => new HostsEntry(address, [Name]));
        throw ContainerNetException.Invalid("InvalidAddedHost", $"{Name}:{Gateway}", $"'{Name}' cannot get the host's address: the container is on no network that the host is on.");
    }

    private static ContainerNetException Invalid(string text)
        => ContainerNetException.Invalid("InvalidAddedHost", text, $"'{text}' is not a host entry. Write it as NAME:ADDRESS or NAME:{Gateway}, such as db:10.1.2.3.");
}
