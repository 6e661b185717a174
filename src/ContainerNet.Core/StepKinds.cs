using System.Text.Json;
using System.Text.Json.Serialization;
using ContainerNet.Configuration;
using ContainerNet.Firewall;
using ContainerNet.Host.Addresses;
using ContainerNet.Host.Links;
using ContainerNet.Host.Namespaces;
using ContainerNet.Host.Neighbors;
using ContainerNet.Host.Routes;
using ContainerNet.Host.Sysctls;
using ContainerNet.Networks.Names;
using ContainerNet.Networks.Records;
using ContainerNet.Plans;
using ContainerNet.State;

namespace ContainerNet;

/// <summary>All kinds of steps that plans are made of: a journal may hold any of them, whichever command finds it.</summary>
internal static class StepKinds
{
    /// <summary>Reads and writes them.</summary>
    public static StepJson Json { get; } = new(
    [
        new("createNamespace", typeof(CreateNamespace), static () => PlanJson.Default.CreateNamespace),
        new("deleteNamespace", typeof(DeleteNamespace), static () => PlanJson.Default.DeleteNamespace),
        new("createLink", typeof(CreateLink), static () => PlanJson.Default.CreateLink),
        new("deleteLink", typeof(DeleteLink), static () => PlanJson.Default.DeleteLink),
        new("deleteLinks", typeof(DeleteLinks), static () => PlanJson.Default.DeleteLinks),
        new("changeLink", typeof(ChangeLink), static () => PlanJson.Default.ChangeLink),
        new("addAddress", typeof(AddAddress), static () => PlanJson.Default.AddAddress),
        new("removeAddress", typeof(RemoveAddress), static () => PlanJson.Default.RemoveAddress),
        new("addRoute", typeof(AddRoute), static () => PlanJson.Default.AddRoute),
        new("removeRoute", typeof(RemoveRoute), static () => PlanJson.Default.RemoveRoute),
        new("addNeighbor", typeof(AddNeighbor), static () => PlanJson.Default.AddNeighbor),
        new("removeNeighbor", typeof(RemoveNeighbor), static () => PlanJson.Default.RemoveNeighbor),
        new("setSysctl", typeof(SetSysctl), static () => PlanJson.Default.SetSysctl),
        new("setSysctls", typeof(SetSysctls), static () => PlanJson.Default.SetSysctls),
        new("changeFirewall", typeof(ChangeFirewall), static () => PlanJson.Default.ChangeFirewall),
        new("saveNetwork", typeof(SaveNetwork), static () => PlanJson.Default.SaveNetwork),
        new("forgetNetwork", typeof(ForgetNetwork), static () => PlanJson.Default.ForgetNetwork),
        new("saveEndpoint", typeof(SaveEndpoint), static () => PlanJson.Default.SaveEndpoint),
        new("forgetEndpoint", typeof(ForgetEndpoint), static () => PlanJson.Default.ForgetEndpoint),
        new("restoreEndpoint", typeof(RestoreEndpoint), static () => PlanJson.Default.RestoreEndpoint),
        new("savePorts", typeof(SavePorts), static () => PlanJson.Default.SavePorts),
        new("saveHostAddresses", typeof(SaveHostAddresses), static () => PlanJson.Default.SaveHostAddresses),
        new("rebuildFirewall", typeof(RebuildFirewall), static () => PlanJson.Default.RebuildFirewall),
        new("setBridgePort", typeof(SetBridgePort), static () => PlanJson.Default.SetBridgePort),
        new("addSourceRule", typeof(AddSourceRule), static () => PlanJson.Default.AddSourceRule),
        new("removeSourceRule", typeof(RemoveSourceRule), static () => PlanJson.Default.RemoveSourceRule),
        new("addBridgeMac", typeof(AddBridgeMac), static () => PlanJson.Default.AddBridgeMac),
        new("removeBridgeMac", typeof(RemoveBridgeMac), static () => PlanJson.Default.RemoveBridgeMac),
        new("createMacvlan", typeof(CreateMacvlan), static () => PlanJson.Default.CreateMacvlan),
        new("writeConfiguration", typeof(WriteConfiguration), static () => PlanJson.Default.WriteConfiguration),
        new("publishNames", typeof(PublishNames), static () => PlanJson.Default.PublishNames),
    ], static () => PlanJson.Default);
}

// What can only be read, a step's command above all, follows from the rest.
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    Converters = [typeof(IPAddressJsonConverter), typeof(IPNetworkJsonConverter)],
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CreateNamespace))]
[JsonSerializable(typeof(DeleteNamespace))]
[JsonSerializable(typeof(CreateLink))]
[JsonSerializable(typeof(DeleteLink))]
[JsonSerializable(typeof(DeleteLinks))]
[JsonSerializable(typeof(ChangeLink))]
[JsonSerializable(typeof(AddAddress))]
[JsonSerializable(typeof(RemoveAddress))]
[JsonSerializable(typeof(AddRoute))]
[JsonSerializable(typeof(RemoveRoute))]
[JsonSerializable(typeof(AddNeighbor))]
[JsonSerializable(typeof(RemoveNeighbor))]
[JsonSerializable(typeof(SetSysctl))]
[JsonSerializable(typeof(SetSysctls))]
[JsonSerializable(typeof(ChangeFirewall))]
[JsonSerializable(typeof(SaveNetwork))]
[JsonSerializable(typeof(ForgetNetwork))]
[JsonSerializable(typeof(SaveEndpoint))]
[JsonSerializable(typeof(ForgetEndpoint))]
[JsonSerializable(typeof(RestoreEndpoint))]
[JsonSerializable(typeof(SavePorts))]
[JsonSerializable(typeof(SaveHostAddresses))]
[JsonSerializable(typeof(RebuildFirewall))]
[JsonSerializable(typeof(SetBridgePort))]
[JsonSerializable(typeof(AddSourceRule))]
[JsonSerializable(typeof(RemoveSourceRule))]
[JsonSerializable(typeof(AddBridgeMac))]
[JsonSerializable(typeof(RemoveBridgeMac))]
[JsonSerializable(typeof(CreateMacvlan))]
[JsonSerializable(typeof(WriteConfiguration))]
[JsonSerializable(typeof(PublishNames))]
internal sealed partial class PlanJson : JsonSerializerContext;
