using ContainerNet.Linux.NetNs;
using ContainerNet.Linux.Syscalls;
using Tmds.Linux;

namespace ContainerNet.Host.Namespaces;

/// <summary>
/// A thread's stay in a network namespace. It is for a thread that the caller owns, such as PowerShell's pipeline thread:
/// what that thread opens and starts meanwhile is inside. Leaving is certain: it needs only a descriptor that is already open.
/// </summary>
public sealed class NamespaceScope : IDisposable
{
    [ThreadStatic]
    private static NamespaceScope? _current;

    private readonly FileDescriptor _home;
    private readonly NamespaceScope? _outer;
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private FileDescriptor? _inside;
    private bool _left;

    private NamespaceScope(NamespaceReference reference, FileDescriptor home)
    {
        Namespace = reference;
        _home = home;
        _outer = _current;
        _current = this;
    }

    /// <summary>The namespace that the calling thread was brought into; null when it is where it began.</summary>
    public static NamespaceReference? Current => _current?.Namespace;

    /// <summary>The namespace of this stay.</summary>
    public NamespaceReference Namespace { get; }

    /// <summary>
    /// Brings the thread back to where it came from until the result is disposed of, for what is not to happen inside, such as
    /// the rest of a pipeline. Entering again needs no name, which may have been removed by then.
    /// </summary>
    public IDisposable Outside()
    {
        ObjectDisposedException.ThrowIf(_left, this);
        _inside ??= ThreadNamespace.Open();
        Libc.Check(Libc.setns(_home, LibC.CLONE_NEWNET), "setns", "out of " + Namespace.Description);
        _current = _outer;
        return new Outing(this);
    }

    /// <summary>Brings the thread back to where it came from.</summary>
    /// <exception cref="InvalidOperationException">Another thread than the one that entered calls it.</exception>
    public void Dispose()
    {
        if (_left) return;
        if (Environment.CurrentManagedThreadId != _thread) throw new InvalidOperationException("Only the thread that entered a namespace can leave it.");
        _left = true;
        _current = _outer;
        int result = Libc.setns(_home, LibC.CLONE_NEWNET);
        Errno errno = Libc.LastError;
        _home.Dispose();
        _inside?.Dispose();
        // This happens only to a script that gave up CAP_SYS_ADMIN. Without an error, everything that follows would run in the wrong network.
        if (result != 0) throw new SystemCallException("setns", "back from " + Namespace.Description, errno);
    }

    internal static NamespaceScope Enter(NamespaceReference reference, FileDescriptor descriptor)
    {
        FileDescriptor home = ThreadNamespace.Open();
        if (Libc.setns(descriptor, LibC.CLONE_NEWNET) == 0) return new NamespaceScope(reference, home);
        Errno errno = Libc.LastError;
        home.Dispose();
        throw HostNamespaces.NotEntered(reference, new SystemCallException("setns", null, errno));
    }

    private sealed class Outing(NamespaceScope scope) : IDisposable
    {
        public void Dispose()
        {
            Libc.Check(Libc.setns(scope._inside!, LibC.CLONE_NEWNET), "setns", "back into " + scope.Namespace.Description);
            _current = scope;
        }
    }
}
