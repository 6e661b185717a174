using System.Globalization;
using System.Management.Automation;

namespace ContainerNet.PowerShell.Binding;

/// <summary>
/// An object from the pipeline, live or deserialised. Its kind is the type that it was read as: Import-Clixml, Select-Object and
/// Import-Csv put a word before the name of that type. JSON keeps no name, so there the properties tell.
/// </summary>
internal sealed class PipedObject
{
    private static readonly string[] Prefixes = ["Deserialized.", "Selected.", "CSV:"];

    // What tells an object of a kind without a type name from all those further down. Those above have more to tell by.
    private static readonly (string Kind, string[] Properties)[] Signatures =
    [
        (nameof(NetContainer), ["Id", "Name", "Image", "State"]),
        (nameof(ContainerEndpoint), ["Id", "Network", "Namespace", "HostInterface"]),
        (nameof(PortMapping), ["Network", "HostAddress", "HostPort", "Protocol"]),
        (nameof(AddressMapping), ["Network", "HostAddress", "ContainerAddress"]),
        (nameof(ContainerNetwork), ["Id", "Name", "Driver"]),
        (nameof(ContainerImage), ["Id", "References"]),
        (nameof(ContainerChange), ["Kind", "Path", "Container"]),
        (nameof(ContainerVolume), ["Name", "Mountpoint"]),
        (nameof(NetNamespace), ["Name", "Path", "Inode"]),
        (nameof(NetRoute), ["Namespace", "DestinationPrefix", "NextHop", "Table"]),
        (nameof(NetNeighbor), ["Namespace", "InterfaceAlias", "IPAddress", "LinkLayerAddress"]),
        (nameof(NetIPAddress), ["Namespace", "InterfaceAlias", "IPAddress", "PrefixLength", "AddressState"]),
        (nameof(VethPair), ["Namespace", "Name", "PeerName", "PeerNamespace"]),
        (nameof(ContainerBridge), ["Namespace", "Name", "Ports"]),
        (nameof(ContainerBridgePort), ["Namespace", "Name", "BridgeName"]),
        (nameof(NetAdapter), ["Namespace", "Name", "InterfaceIndex", "MtuSize"]),
    ];

    private readonly PSObject _object;

    public PipedObject(object value)
    {
        _object = PSObject.AsPSObject(value);
        Kind = KindOf(_object);
    }

    /// <summary>The kind, such as NetContainer; null for a kind of another module.</summary>
    public string? Kind { get; }

    /// <summary>The object itself, without what PowerShell adds to it.</summary>
    public object Value => _object.BaseObject;

    /// <summary>Whether it is a name: bare text.</summary>
    public bool IsText => Value is string;

    /// <summary>Whether it is a row that a user wrote: a custom object, or one from CSV or JSON, of no known kind.</summary>
    public bool IsRow => Kind is null && Value is PSCustomObject && WithoutPrefix(_object.TypeNames[0]) == typeof(PSCustomObject).FullName;

    public bool Is(params ReadOnlySpan<string> kinds) => Kind is not null && kinds.Contains(Kind);

    /// <summary>A property as text; null when there is none, or it is null.</summary>
    public string? Text(string property) => TextOf(_object.Properties[property]?.Value);

    /// <summary>The first of some properties that exists and is not empty, as text.</summary>
    public string? FirstText(params ReadOnlySpan<string> properties)
    {
        foreach (string property in properties)
        {
            if (Text(property) is { Length: > 0 } text) return text;
        }
        return null;
    }

    /// <summary>The name of the object of a kind that it stands for: bare text, or a property of an object of that kind or of a row.</summary>
    /// <exception cref="ContainerNetException">It is of another kind.</exception>
    public string NameAs(string kind, params ReadOnlySpan<string> properties)
        => Value as string ?? (Is(kind) || IsRow ? FirstText(properties) : null) ?? throw Commands.Errors.ForeignObject(this, kind);

    /// <summary>The live object that it stands for: itself, or of several the one that its keys tell.</summary>
    /// <param name="errorId">The error's id when the object no longer exists.</param>
    /// <param name="candidates">The live objects.</param>
    /// <param name="keys">The properties that tell one from all others, the first of which is the namespace where they have one.</param>
    /// <exception cref="ContainerNetException">It is of another kind, lacks a key, or no longer exists.</exception>
    public T Live<T>(string errorId, Func<IEnumerable<T>> candidates, params string[] keys)
        where T : class
    {
        if (Value is T live) return live;
        if (!Is(typeof(T).Name) && !IsRow) throw Commands.Errors.ForeignObject(this, typeof(T).Name);
        if (Array.Find(keys, key => _object.Properties[key] is null) is { } missing) throw Commands.Errors.IncompleteObject(this, typeof(T).Name, missing);
        return candidates().FirstOrDefault(candidate => keys.All(key => IsSame(PSObject.AsPSObject(candidate), key)))
            ?? throw Commands.Errors.NotFound(errorId, typeof(T).Name, string.Join(", ", keys.Select(Text).Where(text => !string.IsNullOrEmpty(text))));
    }

    // CSV writes nothing and an empty text alike.
    private bool IsSame(PSObject candidate, string key) => (TextOf(candidate.Properties[key]?.Value) ?? "") == (Text(key) ?? "");

    /// <summary>How a message names it: its kind or type, and its name where it has one.</summary>
    public override string ToString()
    {
        string type = Kind ?? (Value is PSCustomObject ? "custom object" : Value.GetType().Name);
        return FirstText("Name", "InterfaceAlias") is { } name ? $"{type} '{name}'" : type;
    }

    private static string? KindOf(PSObject value)
    {
        foreach (string name in value.TypeNames)
        {
            string type = WithoutPrefix(name);
            if (type.StartsWith("ContainerNet.", StringComparison.Ordinal)) return type[(type.LastIndexOf('.') + 1)..];
        }
        if (value.BaseObject is not PSCustomObject) return null;
        foreach ((string kind, string[] properties) in Signatures)
        {
            if (properties.All(property => value.Properties[property] is not null)) return kind;
        }
        return null;
    }

    // Select-Object of a deserialised object has two words.
    private static string WithoutPrefix(string name)
    {
        while (Prefixes.FirstOrDefault(prefix => name.StartsWith(prefix, StringComparison.Ordinal)) is { } prefix) name = name[prefix.Length..];
        return name;
    }

    private static bool IsDeserialized(PSObject value) => value.TypeNames.Count > 0 && value.TypeNames[0].StartsWith(Prefixes[0], StringComparison.Ordinal);

    private static string? TextOf(object? value) => value switch
    {
        null => null,
        // Of an enumeration CliXml keeps the number, and its name as the text.
        PSObject wrapped => wrapped.BaseObject is PSCustomObject || IsDeserialized(wrapped) ? wrapped.ToString() : TextOf(wrapped.BaseObject),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}
