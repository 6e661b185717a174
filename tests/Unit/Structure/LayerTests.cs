using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using Xunit;

namespace ContainerNet.Tests.Structure;

/// <summary>Core's layers: <see cref="Layers.Order"/> is a total order of its namespaces, so that no cycle between them can arise either.</summary>
public sealed class LayerTests
{
    private static readonly Architecture _core = new ArchLoader().LoadAssembly(typeof(NetHost).Assembly).Build();

    [Fact]
    public void Every_layer_uses_only_those_below_it()
    {
        string[] upwards = [.. Uses().Where(use => PlaceOf(use.To) > PlaceOf(use.From)).Select(use => $"{use.From.FullName} uses {use.To.FullName}, which is above it.").Distinct().Order()];
        Assert.True(upwards.Length == 0, string.Join('\n', upwards));
    }

    [Fact]
    public void Every_namespace_is_a_layer()
        => Assert.Equal(Layers.Order.Order(), Types().Select(type => type.Namespace.FullName).Distinct().Order());

    // A loader that saw no method bodies would find nothing wrong with any order.
    [Fact]
    public void The_uses_in_lambdas_and_iterators_are_seen()
    {
        Assert.Contains(Uses(), use => use.From.Name == "NetHost" && use.To.Name == "ContainerNamespaceDirectory");
        Assert.Contains(Uses(), use => use.From.Name == "ContainerPublication" && use.To.Name == "SavePorts");
    }

    private static IEnumerable<(IType From, IType To)> Uses()
        => Types().SelectMany(type => type.Dependencies.Select(dependency => (From: type, To: dependency.Target)))
            .Where(use => use.To.Namespace is { } place && Layers.Order.Contains(place.FullName));

    private static IEnumerable<IType> Types() => _core.Types.Where(type => type.Namespace is { } place && (place.FullName == Layers.Root || place.FullName.StartsWith($"{Layers.Root}.", StringComparison.Ordinal)));

    // Types at the top are in the namespace of those at the bottom.
    private static int PlaceOf(IType type) => IsAtTop(type) ? Layers.Order.Length : Array.IndexOf(Layers.Order, type.Namespace.FullName);

    private static bool IsAtTop(IType type) => type.Namespace.FullName == Layers.Root && Layers.Top.Contains(type.FullName[(Layers.Root.Length + 1)..].Split('+', '/')[0]);
}
