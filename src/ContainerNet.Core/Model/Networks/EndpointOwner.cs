using System.Net;

namespace ContainerNet;

/// <summary>A container as its endpoints know it.</summary>
/// <param name="Id">The container's id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Names">What its endpoints are called: its name and the beginning of its id.</param>
/// <param name="Dns">The servers that it asks for names of the outside; none for the host's.</param>
/// <param name="Publish">The ports that it publishes, on one of its networks.</param>
internal sealed record EndpointOwner(string Id, string Name, IReadOnlyList<string> Names, IReadOnlyList<IPAddress> Dns, IReadOnlyList<PortPublication> Publish);
