using System.Net.Sockets;
using System.Runtime.InteropServices;
using ContainerNet.Networks.Names;

namespace ContainerNet.Service.Names;

/// <summary>Listens wherever the state says that names are requested, and ends when that is nowhere.</summary>
/// <param name="state">What the server knows.</param>
internal sealed partial class DnsServer(NameState state) : IDisposable
{
    // Changes without a signal: another program made a bridge again, or the last name was removed.
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1);

    private readonly DnsResolver _resolver = new(state);
    private readonly Dictionary<Place, DnsListener> _listeners = [];
    private readonly SemaphoreSlim _wake = new(0);

    /// <summary>Has the server look again where it has to listen.</summary>
    public void Wake() => _wake.Release();

    /// <summary>Runs until the server is asked to end, or has had nowhere to listen for a second.</summary>
    public async Task RunAsync(CancellationToken end)
    {
        try
        {
            bool wasNeeded = true;
            while (true)
            {
                IReadOnlyList<NameListener> wanted = state.Directory.Listeners;
                if (wanted.Count == 0 && !wasNeeded) return;
                Listen(wanted);
                wasNeeded = await _wake.WaitAsync(_interval, end).ConfigureAwait(false) || wanted.Count > 0;
            }
        }
        catch (OperationCanceledException)
        {
            // It was told to.
        }
    }

    /// <summary>Closes all sockets.</summary>
    public void Dispose()
    {
        foreach (DnsListener listener in _listeners.Values) listener.Dispose();
        _wake.Dispose();
    }

    private void Listen(IReadOnlyList<NameListener> wanted)
    {
        HashSet<Place> places = [.. wanted.Select(listener => new Place(listener, if_nametoindex(listener.Bridge)))];
        // A bridge that was made again has another index, and the sockets of the old one receive nothing.
        foreach (Place place in _listeners.Keys.Where(place => !places.Contains(place)).ToArray())
        {
            _listeners.Remove(place, out DnsListener? listener);
            listener!.Dispose();
        }
        foreach (Place place in places.Where(place => !_listeners.ContainsKey(place)))
        {
            try
            {
                _listeners.Add(place, DnsListener.Open(place.Listener, _resolver));
            }
            catch (SocketException)
            {
                // Readers of the state see that no server listens there, and which program has the port. The server tries again.
            }
        }
    }

    // With its version: libc.so is a text file where the C library's headers are installed.
    [LibraryImport("libc.so.6", StringMarshalling = StringMarshalling.Utf8)]
    private static partial uint if_nametoindex(string name);

    private sealed record Place(NameListener Listener, uint InterfaceIndex);
}
