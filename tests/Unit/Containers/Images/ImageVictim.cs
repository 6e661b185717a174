namespace ContainerNet.Tests.Containers.Images;

/// <summary>An import in another process, which is killed in the middle of a layer.</summary>
internal static class ImageVictim
{
    /// <summary>What the order for it is called.</summary>
    public const string Plan = "image";

    /// <summary>The layout that is imported.</summary>
    public static string LayoutOf(NetHostOptions host) => Path.Combine(Path.GetDirectoryName(host.StateDirectory)!, "layout");

    /// <summary>Imports, and dies as soon as something of that layer is there.</summary>
    public static int Run(NetHostOptions host, int layer, Action die)
    {
        string temporary = Path.Combine(host.StateDirectory, "images", "temporary");
        int begun = 0;
        using var net = new NetHost(host);
        net.Images.Resolve(LayoutOf(host), _ =>
        {
            if (++begun != layer) return;
            new Thread(() =>
            {
                while (!Directory.EnumerateFiles(temporary, "first*", SearchOption.AllDirectories).Any()) { }
                die();
            }).Start();
        });
        return 1;
    }
}
