using System.Net.Sockets;

namespace ContainerNet;

/// <summary>The address families, with the names that NetTCPIP's -AddressFamily takes.</summary>
public enum IPAddressFamily : long
{
    /// <summary>IPv4.</summary>
    IPv4 = AddressFamily.InterNetwork,
    /// <summary>IPv6.</summary>
    IPv6 = AddressFamily.InterNetworkV6,
}
