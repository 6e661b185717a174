using System.Text.Json.Nodes;
using ContainerNet.Service.Api.Http;

namespace ContainerNet.Service.Api.Networks;

/// <summary>A network as the API shows it.</summary>
internal static class NetworkDocument
{
    public static JsonObject Of(NetHost host, ContainerNetwork network, bool withContainers) => new()
    {
        ["Name"] = network.Name,
        ["Id"] = network.Id,
        ["Created"] = JsonText.Time(network.Created),
        ["Scope"] = network.Scope,
        ["Driver"] = network.Driver,
        ["EnableIPv4"] = true,
        ["EnableIPv6"] = network.EnableIPv6,
        ["IPAM"] = new JsonObject { ["Driver"] = "default", ["Options"] = new JsonObject(), ["Config"] = JsonText.List(Pools(network)) },
        ["Internal"] = network.Internal,
        ["Attachable"] = false,
        ["Ingress"] = false,
        ["ConfigFrom"] = new JsonObject { ["Network"] = "" },
        ["ConfigOnly"] = false,
        ["Containers"] = withContainers ? Containers(host, network) : new JsonObject(),
        ["Options"] = JsonText.Pairs(network.Options),
        ["Labels"] = JsonText.Pairs(network.Labels),
    };

    private static IEnumerable<JsonObject> Pools(ContainerNetwork network)
    {
        if (network.Subnet is { } subnet) yield return Pool(subnet, network.Gateway, network.IPRange);
        if (network.IPv6Subnet is { } ipv6) yield return Pool(ipv6, network.IPv6Gateway, network.IPv6Range);
    }

    private static JsonObject Pool(string subnet, string? gateway, string? range)
    {
        var pool = new JsonObject { ["Subnet"] = subnet };
        if (range is not null) pool["IPRange"] = range;
        if (gateway is not null) pool["Gateway"] = gateway;
        return pool;
    }

    private static JsonObject Containers(NetHost host, ContainerNetwork network)
    {
        var containers = new JsonObject();
        foreach (NetContainer container in host.Containers.List())
        {
            if (container.Endpoints.FirstOrDefault(endpoint => endpoint.Network == network.Name) is not { } endpoint) continue;
            containers[container.Id] = new JsonObject
            {
                ["Name"] = container.Name,
                ["EndpointID"] = endpoint.Id,
                ["MacAddress"] = endpoint.MacAddress,
                ["IPv4Address"] = $"{endpoint.IPAddress}/{endpoint.PrefixLength}",
                ["IPv6Address"] = endpoint.IPv6Address is { } ipv6 ? $"{ipv6}/{endpoint.IPv6PrefixLength}" : "",
            };
        }
        return containers;
    }
}
