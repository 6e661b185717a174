using System.Net.Sockets;
using System.Text.Json.Serialization;
using ContainerNet.State;

namespace ContainerNet.Firewall.Elements;

/// <summary>One thing that the firewall knows of: plain data, as it is kept in a journal.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(NetworkElement), "network")]
[JsonDerivedType(typeof(PublishedPort), "port")]
[JsonDerivedType(typeof(EndpointElement), "endpoint")]
[JsonDerivedType(typeof(MappedAddress), "address")]
[JsonDerivedType(typeof(IsolatedPort), "isolatedPort")]
internal abstract record FirewallElement : IJsonObject
{
    /// <summary>Whose packets it is about.</summary>
    [JsonIgnore]
    public abstract AddressFamily Family { get; }

    /// <summary>Whether it is about frames on a bridge, rather than packets that are routed.</summary>
    [JsonIgnore]
    public virtual bool IsOfFrames => false;

    /// <inheritdoc/>
    public abstract void WriteMembers(JsonLine line);
}
