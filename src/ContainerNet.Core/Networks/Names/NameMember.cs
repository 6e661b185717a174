using System.Net;
using ContainerNet.Networks.Records;

namespace ContainerNet.Networks.Names;

/// <summary>A client that asks for names: a namespace, with the networks that it is on.</summary>
/// <param name="NamespaceInode">The namespace.</param>
/// <param name="Networks">Its networks that have names, in the order they were made.</param>
/// <param name="HasWayOut">Whether one of its networks leads outside. What is asked on internal networks alone stays inside.</param>
/// <param name="Dns">The servers that it chose for names of the outside; empty for the configured ones.</param>
internal sealed record NameMember(ulong NamespaceInode, IReadOnlyList<NetworkRecord> Networks, bool HasWayOut, IReadOnlyList<IPAddress> Dns);
