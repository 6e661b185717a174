using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace ContainerNet.Configuration;

/// <summary>One key of the file, which reads its value as a type. A value of another type is an error with file, line and key.</summary>
/// <param name="File">The file's name, for messages.</param>
/// <param name="Key">The key.</param>
/// <param name="Value">The value.</param>
internal sealed record ConfigurationSetting(string File, string Key, ConfigurationValue Value)
{
    private const int MaxIPv4Length = 30;
    private const int MaxIPv6Length = 126;

    /// <summary>An error about the value.</summary>
    public ContainerNetException Invalid(string fault) => Invalid(Value.Line, fault);

    /// <summary>The value as a text.</summary>
    public string Text() => TextOf(Value, "a string");

    /// <summary>The value as true or false.</summary>
    public bool Flag() => Value.Kind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Invalid($"must be true or false, not {Shown(Value)}."),
    };

    /// <summary>One of a few texts.</summary>
    public string OneOf(params ReadOnlySpan<string> accepted)
    {
        string text = Text();
        return accepted.Contains(text) ? text : throw Invalid($"must be '{string.Join("' or '", accepted)}', not '{text}'.");
    }

    /// <summary>An MTU in bytes; 0 stands for none, as in Docker.</summary>
    public uint? Mtu()
    {
        long mtu = WholeNumber(Value, "an MTU of 68 to 65535 bytes");
        if (mtu == 0) return null;
        return mtu is >= 68 and <= 65535 ? (uint)mtu : throw Invalid($"must be an MTU of 68 to 65535 bytes, not {mtu}.");
    }

    /// <summary>The name of an interface.</summary>
    public string InterfaceName() => Reworded(Value, () => ContainerNet.InterfaceName.Check(Text()));

    /// <summary>An address of a family.</summary>
    public IPAddress Address(AddressFamily family)
    {
        IPAddress address = Reworded(Value, () => IPAddresses.Parse(Text()));
        return address.AddressFamily == family ? address : throw Invalid($"must be an {Named(family)} address, not {address}.");
    }

    /// <summary>The host's address to publish on; null for all of them.</summary>
    public IPAddress? Binding()
    {
        IPAddress address = Reworded(Value, () => IPAddresses.Parse(Text()));
        return address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) ? null : address;
    }

    /// <summary>A network of a family. Bits after the prefix are dropped, as Docker drops them: 192.168.1.5/25 means 192.168.1.0/25.</summary>
    public IPNetwork Network(AddressFamily family) => WithPrefix(Value, family).Network;

    /// <summary>A bridge's address: a host's, with its prefix length.</summary>
    public InterfaceAddress BridgeAddress(AddressFamily family)
    {
        InterfaceAddress address = WithPrefix(Value, family);
        IPNetwork network = address.Network;
        if (address.PrefixLength > MaxLength(family)) throw Invalid($"{address} leaves no room for a container. The prefix length is at most {MaxLength(family)}.");
        if (!IsHost(address.Address, network)) throw Invalid($"{address} is not the address of a host in {network}.");
        return address;
    }

    /// <summary>Whether a host of the network can have the address.</summary>
    public static bool IsHost(IPAddress address, IPNetwork network)
    {
        bool special = address.IsIPv6Multicast || IPAddress.IsLoopback(address) || address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes()[0] is 0 or >= 224;
        bool broadcast = address.AddressFamily == AddressFamily.InterNetwork && address.Equals(network.LastAddress());
        return network.Contains(address) && !address.Equals(network.BaseAddress) && !broadcast && !special;
    }

    // Lists are arrays, because PowerShell cannot index the type that the compiler has for a read-only list.

    /// <summary>A list of addresses of either family.</summary>
    public IPAddress[] Addresses() => [.. Items("addresses").Select(item => Reworded(item, () => IPAddresses.Parse(TextOf(item, "an address"))))];

    /// <summary>A list of texts.</summary>
    public string[] Texts() => [.. Items("strings").Select(item => TextOf(item, "a string"))];

    /// <summary>A list of words: what ends up between blanks in a resolv.conf.</summary>
    public string[] Words() => [.. Items("words").Select(WordOf)];

    /// <summary>A list of address pools.</summary>
    public AddressPoolDefinition[] Pools() => [.. Items("pools").Select(PoolOf)];

    /// <summary>Options by driver.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> OptionsByDriver()
        => PropertiesOf(Value, "an object of objects").ToDictionary(driver => driver.Key, driver => (IReadOnlyDictionary<string, string>)OptionsOf(driver.Value));

    private Dictionary<string, string> OptionsOf(ConfigurationValue driver)
        => PropertiesOf(driver, "an object of strings").ToDictionary(option => option.Key, option => TextOf(option.Value, "a string"));

    private AddressPoolDefinition PoolOf(ConfigurationValue pool)
    {
        IReadOnlyList<ConfigurationProperty> properties = PropertiesOf(pool, "a pool, { \"base\": \"172.20.0.0/14\", \"size\": 16 }");
        if (properties.FirstOrDefault(property => property.Key is not ("base" or "size")) is { } other) throw Invalid(other.Line, $"has a pool with the key '{other.Key}'. A pool has the keys 'base' and 'size'.");
        ConfigurationValue Part(string key) => properties.FirstOrDefault(property => property.Key == key)?.Value ?? throw Invalid(pool.Line, $"has a pool without '{key}'.");
        IPNetwork network = WithPrefix(Part("base"), family: null).Network;
        long size = WholeNumber(Part("size"), "a prefix length");
        int longest = MaxLength(network.BaseAddress.AddressFamily);
        if (size < network.PrefixLength || size > longest) throw Invalid(Part("size").Line, $"has a pool of size {size}. The size of a pool in {network} is {network.PrefixLength} to {longest}.");
        return new AddressPoolDefinition(network, (int)size);
    }

    private InterfaceAddress WithPrefix(ConfigurationValue value, AddressFamily? family)
    {
        string text = TextOf(value, "an address with its prefix length");
        InterfaceAddress address = Reworded(value, () => InterfaceAddress.Parse(text));
        if (!text.Contains('/', StringComparison.Ordinal)) throw Invalid(value.Line, $"needs a prefix length, such as {text}/{(address.PrefixLength == 32 ? 24 : 64)}.");
        if (address.PrefixLength == 0) throw Invalid(value.Line, $"must be a network, and {text} contains every address.");
        if (family is { } wanted && address.Address.AddressFamily != wanted) throw Invalid(value.Line, $"must be {Named(wanted)}, not {text}.");
        return address;
    }

    private string WordOf(ConfigurationValue value)
    {
        string text = TextOf(value, "a string");
        return text.Length > 0 && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)) ? text : throw Invalid(value.Line, $"must be a list of words without white space, and '{text}' is not such a word.");
    }

    private IReadOnlyList<ConfigurationValue> Items(string kind)
        => Value.Kind == JsonValueKind.Array ? Value.Items : throw Invalid($"must be a list of {kind}, [ … ], not {Shown(Value)}.");

    private IReadOnlyList<ConfigurationProperty> PropertiesOf(ConfigurationValue value, string kind)
        => value.Kind == JsonValueKind.Object ? value.Properties : throw Invalid(value.Line, $"must be {kind}, not {Shown(value)}.");

    private string TextOf(ConfigurationValue value, string kind)
        => value.Kind == JsonValueKind.String ? value.Text : throw Invalid(value.Line, $"must be {kind} in quotes, not {Shown(value)}.");

    private long WholeNumber(ConfigurationValue value, string kind)
        => value.Kind == JsonValueKind.Number && long.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw Invalid(value.Line, $"must be {kind}, not {Shown(value)}.");

    // The checks of single values do not know of files.
    private T Reworded<T>(ConfigurationValue value, Func<T> parse)
    {
        try
        {
            return parse();
        }
        catch (ContainerNetException e) when (e.ErrorId != "InvalidConfiguration")
        {
            throw Invalid(value.Line, $"has a value that is not accepted: {e.Message}");
        }
    }

    private ContainerNetException Invalid(int line, string fault) => ConfigurationErrors.Invalid(File, line, $"'{Key}' {fault}");

    /// <summary>The longest prefix of a network with room for a bridge and a container, in bits.</summary>
    public static int MaxLength(AddressFamily family) => family == AddressFamily.InterNetwork ? MaxIPv4Length : MaxIPv6Length;

    private static string Named(AddressFamily family) => family == AddressFamily.InterNetwork ? "IPv4" : "IPv6";

    private static string Shown(ConfigurationValue value) => value.Kind switch
    {
        JsonValueKind.Array => "a list",
        JsonValueKind.Object => "an object",
        _ => value.Raw,
    };
}
