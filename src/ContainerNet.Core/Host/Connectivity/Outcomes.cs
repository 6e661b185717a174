using System.Net.NetworkInformation;

namespace ContainerNet.Host.Connectivity;

/// <summary>Error numbers and outcomes, each as the other kind of result has it.</summary>
internal static class Outcomes
{
    /// <summary>What an error number of connect(2) or send(2), or of a queued ICMP error, means for a test.</summary>
    public static ConnectionOutcome Of(Errno errno) => errno switch
    {
        Errno.None => ConnectionOutcome.Succeeded,
        Errno.ETIMEDOUT or Errno.EAGAIN => ConnectionOutcome.TimedOut,
        Errno.ECONNREFUSED => ConnectionOutcome.Refused,
        Errno.EHOSTUNREACH or Errno.EHOSTDOWN => ConnectionOutcome.HostUnreachable,
        // EINVAL is what a blackhole route answers (fib_props in net/ipv4/fib_semantics.c), EADDRNOTAVAIL a namespace without a source address.
        Errno.ENETUNREACH or Errno.ENETDOWN or Errno.EINVAL or Errno.EADDRNOTAVAIL => ConnectionOutcome.NetworkUnreachable,
        Errno.EPERM or Errno.EACCES => ConnectionOutcome.Prohibited,
        Errno.EMSGSIZE => ConnectionOutcome.PacketTooBig,
        _ => ConnectionOutcome.Failed,
    };

    /// <summary>The same as the status of a ping.</summary>
    public static IPStatus ToStatus(this ConnectionOutcome outcome) => outcome switch
    {
        ConnectionOutcome.Succeeded => IPStatus.Success,
        ConnectionOutcome.TimedOut => IPStatus.TimedOut,
        ConnectionOutcome.Refused => IPStatus.DestinationPortUnreachable,
        ConnectionOutcome.HostUnreachable => IPStatus.DestinationHostUnreachable,
        ConnectionOutcome.NetworkUnreachable => IPStatus.DestinationNetworkUnreachable,
        ConnectionOutcome.Prohibited => IPStatus.DestinationProhibited,
        ConnectionOutcome.TimeToLiveExceeded => IPStatus.TtlExpired,
        ConnectionOutcome.PacketTooBig => IPStatus.PacketTooBig,
        _ => IPStatus.Unknown,
    };
}
