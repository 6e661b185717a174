using System.Net;
using System.Net.Sockets;

namespace ContainerNet;

/// <summary>What <see cref="IPAddress"/> and <see cref="IPNetwork"/> lack here.</summary>
internal static class IPAddresses
{
    /// <summary>
    /// Reads an address in full notation. <see cref="IPAddress.Parse(string)"/> alone would also take <c>1</c>, <c>10.1</c>,
    /// hexadecimal and octal numbers for IPv4 addresses, and drop the port of <c>[::1]:80</c>, which a user would not type on purpose.
    /// </summary>
    public static IPAddress Parse(string text)
        => TryParse(text) ?? throw ContainerNetException.Invalid("InvalidIPAddress", text, $"'{text}' is not an IP address. An IP address is written as 172.16.0.111 or fd00::1.");

    /// <summary>The same; null when the text is no address.</summary>
    public static IPAddress? TryParse(string text)
    {
        bool isAddress = IPAddress.TryParse(text, out IPAddress? address)
            && (address.AddressFamily == AddressFamily.InterNetworkV6 ? !text.StartsWith('[') : text == address.ToString());
        return isAddress ? address : null;
    }

    /// <summary>Reads <c>172.20.0.0/16</c>, with the bits after the prefix clear.</summary>
    public static IPNetwork ParseNetwork(string text)
    {
        InterfaceAddress parsed = InterfaceAddress.Parse(text);
        if (parsed.Network.BaseAddress.Equals(parsed.Address)) return parsed.Network;
        throw ContainerNetException.Invalid("InvalidSubnet", text, $"'{text}' has bits set after its prefix. Its network is {parsed.Network}.");
    }

    /// <summary>The address family as the kernel numbers it: AF_INET is 2, AF_INET6 is 10 (linux/socket.h).</summary>
    public static byte KernelFamily(this IPAddress address) => address.AddressFamily.KernelFamily();

    /// <summary>The same for a family; unspecified is 0.</summary>
    public static byte KernelFamily(this AddressFamily family) => family switch
    {
        AddressFamily.InterNetwork => 2,
        AddressFamily.InterNetworkV6 => 10,
        _ => 0,
    };

    /// <summary>.NET's name for the kernel's number of a family.</summary>
    public static AddressFamily FromKernelFamily(byte family) => family switch
    {
        2 => AddressFamily.InterNetwork,
        10 => AddressFamily.InterNetworkV6,
        _ => AddressFamily.Unspecified,
    };

    /// <summary>The address that stands for "none" or "any" in a family.</summary>
    public static IPAddress Unspecified(this AddressFamily family) => family == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any;

    /// <summary>Whether the address is that one: 0.0.0.0 or ::.</summary>
    public static bool IsUnspecified(this IPAddress address) => address.Equals(address.AddressFamily.Unspecified());

    /// <summary>The address with the bits after the prefix cleared.</summary>
    public static IPAddress Masked(this IPAddress address, int prefixLength)
    {
        byte[] bytes = address.GetAddressBytes();
        for (int i = 0; i < bytes.Length; i++)
        {
            int bits = Math.Clamp(prefixLength - i * 8, 0, 8);
            bytes[i] &= (byte)(0xff << 8 - bits);
        }
        return new IPAddress(bytes);
    }

    /// <summary>The last address of a network; in IPv4 its broadcast address.</summary>
    public static IPAddress LastAddress(this IPNetwork network)
    {
        byte[] bytes = network.BaseAddress.GetAddressBytes();
        for (int i = 0; i < bytes.Length; i++)
        {
            int bits = Math.Clamp(network.PrefixLength - i * 8, 0, 8);
            bytes[i] |= (byte)~(0xff << 8 - bits);
        }
        return new IPAddress(bytes);
    }

    /// <summary>Whether two networks share an address.</summary>
    public static bool Overlaps(this IPNetwork network, IPNetwork other)
        => network.BaseAddress.AddressFamily == other.BaseAddress.AddressFamily
            && (network.Contains(other.BaseAddress) || other.Contains(network.BaseAddress));

    /// <summary>The address without a scope id, which the kernel keeps as the interface instead.</summary>
    public static IPAddress ScopeIdFree(this IPAddress address)
        => address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0 ? new IPAddress(address.GetAddressBytes()) : address;
}
