using System.Net;

namespace ContainerNet.Containers.EtcFiles;

/// <summary>A container that another is linked to.</summary>
/// <param name="Alias">What it is called there.</param>
/// <param name="Name">Its own name.</param>
/// <param name="HostName">Its host name.</param>
/// <param name="Addresses">Its addresses on the network that both are on.</param>
internal sealed record LinkedContainer(string Alias, string Name, string HostName, IReadOnlyList<IPAddress> Addresses)
{
    /// <summary>The ports that it exposes.</summary>
    public IReadOnlyList<ExposedPort> Ports { get; init; } = [];

    /// <summary>Its environment, NAME=value.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];
}

/// <summary>A port that a container exposes.</summary>
/// <param name="Number">The port.</param>
/// <param name="Protocol">Its protocol as text: tcp, udp or sctp.</param>
internal readonly record struct ExposedPort(ushort Number, string Protocol);
