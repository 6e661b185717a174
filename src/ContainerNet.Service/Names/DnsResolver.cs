using System.Net;
using System.Net.Sockets;
using ContainerNet.Networks.Names;

namespace ContainerNet.Service.Names;

/// <summary>
/// Decides which client gets which answer. An endpoint gets answers for the names of all its networks; what it asks
/// beyond these is passed on where one of its networks leads outside.
/// </summary>
/// <param name="state">What the server knows.</param>
internal sealed class DnsResolver(NameState state)
{
    private readonly QuestionLimit _limit = new();

    /// <summary>Answers a question from the state alone.</summary>
    /// <param name="message">The message.</param>
    /// <param name="networkId">The network that it came from.</param>
    /// <param name="asker">The address that it came from.</param>
    /// <param name="overUdp">Whether it came over UDP, or over TCP.</param>
    /// <param name="passOn">What to pass on to other servers instead; null when the reply is here.</param>
    /// <returns>The reply; null when there is none, or when it has to be forwarded.</returns>
    public byte[]? Answer(ReadOnlySpan<byte> message, string networkId, IPAddress asker, bool overUdp, out Forwarding? passOn)
    {
        passOn = null;
        if (!DnsQuery.IsQuery(message)) return null;
        if (!DnsQuery.IsStandard(message)) return DnsReply.Of(message, null, DnsCode.NotImplemented);
        if (DnsQuery.Read(message) is not { } query) return DnsReply.Of(message, null, DnsCode.FormatError);
        NameDirectory directory = state.Directory;
        if (directory.MemberAt(networkId, asker) is not { } member || query.Class != DnsQuery.Internet) return DnsReply.Of(message, query, DnsCode.Refused);
        if (directory.Find(member, query.Name) is { } addresses) return DnsReply.Of(message, query, Shuffled(addresses, query.Type), overUdp);
        if (ReverseName.Address(query.Name) is { } address && NameDirectory.IsInside(member, address))
            return directory.NamesOf(member, address) is { Count: > 0 } names ? DnsReply.OfNames(message, query, query.Type == DnsType.Ptr ? names : [], overUdp) : DnsReply.Of(message, query, DnsCode.NameError);
        passOn = new Forwarding(member, query);
        return null;
    }

    /// <summary>Asks other servers.</summary>
    /// <param name="message">The message.</param>
    /// <param name="forwarding">What <see cref="Answer"/> has made of it.</param>
    /// <param name="overUdp">Whether it came over UDP, or over TCP.</param>
    public async Task<byte[]> PassOnAsync(ReadOnlyMemory<byte> message, Forwarding forwarding, bool overUdp)
    {
        if (!_limit.Enter(forwarding.Member.NamespaceInode)) return DnsReply.Of(message.Span, forwarding.Query, DnsCode.ServerFailure);
        try
        {
            IReadOnlyList<IPAddress> servers = state.UpstreamOf(forwarding.Member);
            // Without a server to ask, the name does not exist: this answer ends the search at once in every C library.
            if (servers.Count == 0) return DnsReply.Of(message.Span, forwarding.Query, DnsCode.NameError);
            return await DnsForwarder.AskAsync(message, forwarding.Query, servers, overUdp).ConfigureAwait(false) ?? DnsReply.Of(message.Span, forwarding.Query, DnsCode.ServerFailure);
        }
        finally
        {
            _limit.Leave(forwarding.Member.NamespaceInode);
        }
    }

    // Clients try the first: in a new order each time, so that all of a name share the work, as with Docker.
    private static IPAddress[] Shuffled(IReadOnlyList<IPAddress> addresses, DnsType type)
    {
        IPAddress[] wanted = [.. addresses.Where(address => type == DnsType.Any || type == (address.AddressFamily == AddressFamily.InterNetwork ? DnsType.A : DnsType.Aaaa))];
        Random.Shared.Shuffle(wanted);
        return wanted;
    }

    /// <summary>A question that other servers have to answer.</summary>
    /// <param name="Member">The endpoint that asks.</param>
    /// <param name="Query">What is asked.</param>
    internal sealed record Forwarding(NameMember Member, DnsQuery Query);
}
