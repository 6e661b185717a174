using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContainerNet;

/// <summary>
/// Says which network namespace is meant: one with a name, the one at a path, a process's, or the host's own.
/// Text converts to it: empty is the host's own, text with a '/' is a path, anything else is a name; an integer is a process id.
/// </summary>
[JsonConverter(typeof(NamespaceReferenceJsonConverter))]
public sealed record NamespaceReference
{
    /// <summary>The host's own namespace.</summary>
    public static readonly NamespaceReference Host = new("", isPath: false);

    private readonly string _text;

    private NamespaceReference(string text, bool isPath, string? container = null)
    {
        _text = text;
        Container = container;
        Path = isPath ? text : null;
        Name = isPath || text.Length == 0 ? null : text;
    }

    /// <summary>The name, where the namespace is meant by name.</summary>
    public string? Name { get; }

    /// <summary>The path, where it is meant by path or by process.</summary>
    public string? Path { get; }

    /// <summary>The name of the container whose namespace it is, where that is known. Tables and messages show it instead of the path.</summary>
    public string? Container { get; }

    /// <summary>Whether the host's own is meant.</summary>
    public bool IsHost => _text.Length == 0;

    /// <summary>The namespace with a name, as <c>ip netns</c> knows it.</summary>
    /// <exception cref="ContainerNetException">The name has a part of a path in it.</exception>
    public static NamespaceReference Named(string name) => new(NamespaceName.Check(name), isPath: false);

    /// <summary>The namespace at a path, for example <c>/proc/42/ns/net</c> or a bind mount.</summary>
    public static NamespaceReference AtPath(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new NamespaceReference(path, isPath: true);
    }

    /// <summary>The namespace of a container.</summary>
    /// <param name="path">The path.</param>
    /// <param name="container">The container's name, or null where it is not known.</param>
    internal static NamespaceReference OfContainer(string path, string? container) => new(path, isPath: true, container);

    /// <summary>The namespace that a process is in.</summary>
    /// <param name="processId">A process id, 1 or more.</param>
    public static NamespaceReference OfProcess(int processId)
        => processId >= 1
            ? AtPath(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/ns/net"))
            : throw ContainerNetException.Invalid("InvalidProcessId", processId, $"{processId} is not a process id. A process id is 1 or more.");

    /// <summary>Reads text: empty is the host's own, with a '/' a path, anything else a name.</summary>
    public static NamespaceReference Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length == 0) return Host;
        return text[0] == '/' ? AtPath(text) : Named(text);
    }

    /// <summary>A process id is the process's namespace.</summary>
    public static implicit operator NamespaceReference(int processId) => OfProcess(processId);

    /// <summary>A process is the namespace it is in.</summary>
    public static implicit operator NamespaceReference(Process process)
    {
        ArgumentNullException.ThrowIfNull(process);
        return OfProcess(process.Id);
    }

    /// <summary>A namespace object is the namespace it shows.</summary>
    public static implicit operator NamespaceReference(NetNamespace netNamespace)
    {
        ArgumentNullException.ThrowIfNull(netNamespace);
        return netNamespace.Reference;
    }

    /// <summary>A container is the namespace it is in; one that does not run has none.</summary>
    public static implicit operator NamespaceReference(NetContainer container)
    {
        ArgumentNullException.ThrowIfNull(container);
        return container.NamespaceValue ?? throw ContainerNetException.NotFound("ContainerNotRunning", container.Name, $"Container '{container.Name}' is not running.");
    }

    /// <summary>The name, the path, <c>container:NAME</c> for a container's, or nothing for the host's own.</summary>
    public override string ToString() => Container is null ? _text : $"container:{Container}";

    /// <summary>The text that finds the namespace again whatever becomes of its container: the name, the path, or nothing for the host's own.</summary>
    internal string Text => _text;

    /// <summary>How a message names it: <c>namespace 'web'</c>, <c>container 'web'</c>, <c>the host's namespace</c>.</summary>
    public string Description => IsHost ? "the host's namespace" : Container is null ? $"namespace '{_text}'" : $"container '{Container}'";

    /// <summary>Whether the same name or path is meant. What is known of a container makes no difference.</summary>
    public bool Equals(NamespaceReference? other) => other is not null && _text == other._text && Path is null == other.Path is null;

    /// <inheritdoc/>
    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);
}

internal sealed class NamespaceReferenceJsonConverter : JsonConverter<NamespaceReference>
{
    public override NamespaceReference Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => NamespaceReference.Parse(reader.GetString() ?? "");

    public override void Write(Utf8JsonWriter writer, NamespaceReference value, JsonSerializerOptions options) => writer.WriteStringValue(value.Text);
}
