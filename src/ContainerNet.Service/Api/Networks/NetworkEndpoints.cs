using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using ContainerNet.Service.Api.Http;
using Microsoft.AspNetCore.Http;

namespace ContainerNet.Service.Api.Networks;

/// <summary>The endpoints of networks.</summary>
internal static class NetworkEndpoints
{
    public static void Map(EndpointTable table)
    {
        table.Map("GET", "/networks", List);
        table.Map("POST", "/networks/create", CreateAsync);
        table.Map("POST", "/networks/prune", PruneAsync);
        table.Map("GET", "/networks/{id}", request => request.AnswerAsync(NetworkDocument.Of(request.Host, Find(request), withContainers: true)));
        table.Map("DELETE", "/networks/{id}", RemoveAsync);
        table.Map("POST", "/networks/{id}/connect", ConnectAsync);
        table.Map("POST", "/networks/{id}/disconnect", DisconnectAsync);
    }

    private static Task List(ApiRequest request)
    {
        Filters filters = request.Filters().Allow("dangling", "driver", "id", "label", "name", "scope", "type");
        return request.AnswerAsync(JsonText.List(request.Host.Networks.List().Where(network => Matches(network, filters)).Select(network => NetworkDocument.Of(request.Host, network, withContainers: false))));
    }

    private static bool Matches(ContainerNetwork network, Filters filters)
        => filters.Match("driver", driver => network.Driver == driver)
            && filters.Match("id", id => network.Id.StartsWith(id, StringComparison.Ordinal))
            && filters.Match("name", name => network.Name.Contains(name, StringComparison.Ordinal))
            && filters.Match("scope", scope => network.Scope == scope)
            && filters.Match("type", type => type == (network.IsPredefined ? "builtin" : "custom"))
            && filters.Match("dangling", wanted => wanted is "true" or "1" == (network.EndpointCount == 0 && !network.IsPredefined))
            && filters.MatchLabels(network.Labels);

    private static async Task CreateAsync(ApiRequest request)
    {
        JsonObject body = await request.BodyAsync().ConfigureAwait(false);
        NetworkDefinition definition = Definition(body);
        if (request.Host.Networks.List().Any(network => network.Name == definition.Name)) throw ApiException.Conflict($"network with name {definition.Name} already exists");
        string warning = string.Join(' ', request.Host.Networks.Warnings(definition));
        ContainerNetwork made = await ApiRequest.Run(() => request.Host.Networks.PlanCreate(definition).Run()).ConfigureAwait(false);
        await request.AnswerAsync(new JsonObject { ["Id"] = made.Id, ["Warning"] = warning }, StatusCodes.Status201Created).ConfigureAwait(false);
    }

    private static NetworkDefinition Definition(JsonObject body)
    {
        body.RefuseOthers("Network", "Name", "CheckDuplicate", "Driver", "Internal", "Attachable", "Options", "Labels", "IPAM", "EnableIPv4", "EnableIPv6", "Scope");
        JsonObject ipam = body.Object("IPAM") ?? [];
        ipam.RefuseOthers("IPAM", "Driver", "Config");
        var pools = ipam.Objects("Config").Select(Pool.Read).ToList();
        Pool? ipv4 = Only(pools, AddressFamily.InterNetwork), ipv6 = Only(pools, AddressFamily.InterNetworkV6);
        var definition = new NetworkDefinition
        {
            Name = body.Text("Name") ?? throw ApiException.BadRequest("network name is required"),
            Driver = body.Text("Driver") ?? "bridge",
            Internal = body.Flag("Internal"),
            EnableIPv6 = body.Flag("EnableIPv6"),
            Subnet = ipv4?.Subnet,
            Gateway = ipv4?.Gateway,
            IPRange = ipv4?.Range,
            IPv6Subnet = ipv6?.Subnet,
            IPv6Gateway = ipv6?.Gateway,
            IPv6Range = ipv6?.Range,
            AuxAddress = pools.SelectMany(pool => pool.Auxiliary).ToDictionary(),
            Labels = body.Pairs("Labels").ToDictionary(),
        };
        return DockerOptions.Apply(definition, body.Pairs("Options"));
    }

    private static Pool? Only(List<Pool> pools, AddressFamily family)
    {
        Pool[] found = [.. pools.Where(pool => pool.Family == family)];
        return found.Length > 1 ? throw ApiException.BadRequest("A network has at most one subnet of an address family.") : found.FirstOrDefault();
    }

    private static async Task RemoveAsync(ApiRequest request)
    {
        ContainerNetwork network = Find(request);
        await ApiRequest.Run(() => request.Host.Networks.PlanRemove(network.Name).Run()).ConfigureAwait(false);
        await request.AnswerAsync(StatusCodes.Status204NoContent).ConfigureAwait(false);
    }

    private static async Task PruneAsync(ApiRequest request)
    {
        Filters filters = request.Filters().Allow("label", "label!", "until");
        string[] names = [.. request.Host.Networks.ListUnused().Where(network => filters.MatchLabels(network.Labels)).Select(network => network.Name)];
        if (names.Length > 0) await ApiRequest.Run(() => request.Host.Networks.PlanRemove(names).Run()).ConfigureAwait(false);
        await request.AnswerAsync(new JsonObject { ["NetworksDeleted"] = JsonText.List(names) }).ConfigureAwait(false);
    }

    private static async Task ConnectAsync(ApiRequest request)
    {
        ContainerNetwork network = Find(request);
        JsonObject body = await request.BodyAsync().ConfigureAwait(false), config = body.Object("EndpointConfig") ?? [];
        NetContainer container = request.Host.Containers.Get(body.Text("Container") ?? throw ApiException.BadRequest("No container is given."));
        if (container.NamespaceValue is not { } place) throw ApiException.Conflict($"container {container.Id} is not running");
        if (container.Endpoints.Any(endpoint => endpoint.Network == network.Name)) throw new ApiException(StatusCodes.Status403Forbidden, $"endpoint with name {container.Name} already exists in network {network.Name}");
        JsonObject ipam = config.Object("IPAMConfig") ?? [];
        var options = new EndpointOptions
        {
            Addresses = [.. ipam.Addresses("IPv4Address", "IPv6Address")],
            Aliases = config.Texts("Aliases"),
            MacAddress = config.Text("MacAddress") is { } mac ? MacAddress.Parse(mac) : null,
        };
        await ApiRequest.Run(() => request.Host.Endpoints.PlanConnect(network.Name, place, options).Run()).ConfigureAwait(false);
        await request.AnswerAsync(StatusCodes.Status200OK).ConfigureAwait(false);
    }

    private static async Task DisconnectAsync(ApiRequest request)
    {
        ContainerNetwork network = Find(request);
        JsonObject body = await request.BodyAsync().ConfigureAwait(false);
        NetContainer container = request.Host.Containers.Get(body.Text("Container") ?? throw ApiException.BadRequest("No container is given."));
        ContainerEndpoint endpoint = container.Endpoints.FirstOrDefault(one => one.Network == network.Name)
            ?? throw new ApiException(StatusCodes.Status403Forbidden, $"container {container.Id} is not connected to network {network.Name}");
        await ApiRequest.Run(() => request.Host.Endpoints.PlanDisconnect(endpoint).Run()).ConfigureAwait(false);
        await request.AnswerAsync(StatusCodes.Status200OK).ConfigureAwait(false);
    }

    // By name, by id, or by the beginning of an id that no other has.
    private static ContainerNetwork Find(ApiRequest request)
    {
        string id = request.Route("id");
        IReadOnlyList<ContainerNetwork> all = request.Host.Networks.List();
        if (all.FirstOrDefault(network => network.Name == id || network.Id == id) is { } exact) return exact;
        return all.Where(network => network.Id.StartsWith(id, StringComparison.Ordinal)).ToArray() switch
        {
            [var only] => only,
            [] => throw ApiException.NotFound($"network {id} not found"),
            _ => throw ApiException.BadRequest($"network {id} is ambiguous"),
        };
    }

    private sealed record Pool(IPNetwork? Subnet, IPAddress? Gateway, IPNetwork? Range, IReadOnlyDictionary<string, IPAddress> Auxiliary)
    {
        public AddressFamily Family => Subnet?.BaseAddress.AddressFamily ?? Gateway?.AddressFamily ?? AddressFamily.InterNetwork;

        public static Pool Read(JsonObject json)
        {
            IPNetwork? Network(string name) => json.Text(name) is { } text ? InterfaceAddress.ParseNetwork(text) : null;
            return new Pool(Network("Subnet"), json.Text("Gateway") is { } gateway ? InterfaceAddress.Parse(gateway).Address : null, Network("IPRange"),
                json.Pairs("AuxiliaryAddresses").ToDictionary(pair => pair.Key, pair => InterfaceAddress.Parse(pair.Value).Address));
        }
    }
}
