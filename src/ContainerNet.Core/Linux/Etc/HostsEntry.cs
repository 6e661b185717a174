using System.Net;

namespace ContainerNet.Linux.Etc;

/// <summary>A line of hosts(5).</summary>
/// <param name="Address">The address.</param>
/// <param name="Names">Its names, the one that stands for it first.</param>
internal sealed record HostsEntry(IPAddress Address, IReadOnlyList<string> Names)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Address}\t{string.Join(' ', Names)}";
}
