using System.Text.Json.Nodes;

namespace ContainerNet.Containers.Oci;

/// <summary>What a container may use: memory, processors, processes, devices.</summary>
internal static class OciResources
{
    // What docker run asks for at the least; below it no program starts.
    private const long LeastMemory = 6 * 1024 * 1024;

    // The quota is counted in microseconds of a tenth of a second.
    private const int ProcessorPeriod = 100_000;

    private const double LeastProcessors = 0.01;

    // Besides those that the runtime itself gives: zero, null, urandom, random, tty, console (Linux's Documentation/admin-guide/devices.txt).
    private static readonly (int Major, int Minor)[] _devices = [(1, 5), (1, 3), (1, 9), (1, 8), (5, 0), (5, 1)];

    /// <summary>The <c>resources</c> of config.json.</summary>
    /// <exception cref="ContainerNetException">A limit is not possible for a container.</exception>
    public static JsonObject For(ContainerOptions options, OciMachine machine)
    {
        var json = new JsonObject { ["devices"] = options.Privileged ? AllDevices() : Devices() };
        if (options.Memory is { } memory) json["memory"] = Memory(memory, machine);
        if (options.Cpu is { } processors) json["cpu"] = Processors(processors, machine);
        // Docker takes 0 and less for no limit.
        if (options.PidsLimit is { } count) json["pids"] = new JsonObject { ["limit"] = count > 0 ? count : -1 };
        return json;
    }

    private static JsonObject Memory(long bytes, OciMachine machine)
    {
        if (bytes is < LeastMemory or > long.MaxValue / 2) throw Invalid("Memory", bytes, $"A memory limit of {bytes} bytes is out of range. The limit is {LeastMemory} bytes (6 MiB) or more.");
        var json = new JsonObject { ["limit"] = bytes };
        // Memory and swap together, so it is as much swap again.
        if (machine.LimitsSwap) json["swap"] = 2 * bytes;
        return json;
    }

    private static JsonObject Processors(double count, OciMachine machine)
    {
        if (!(count >= LeastProcessors && count <= machine.Processors)) throw Invalid("Cpu", count, $"A limit of {count} processors is out of range. On this machine the limit is {machine.ProcessorRange}.");
        return new JsonObject { ["quota"] = (long)Math.Round(count * ProcessorPeriod), ["period"] = ProcessorPeriod };
    }

    private static JsonArray AllDevices() => new(new JsonObject { ["allow"] = true, ["access"] = "rwm" });

    private static JsonArray Devices() => new(
    [
        new JsonObject { ["allow"] = false, ["access"] = "rwm" },
        .. _devices.Select(device => Device(allow: true, device.Major, device.Minor)),
        // FUSE's, which the runtime would allow.
        Device(allow: false, 10, 229),
    ]);

    private static JsonObject Device(bool allow, int major, int minor)
        => new() { ["allow"] = allow, ["type"] = "c", ["major"] = major, ["minor"] = minor, ["access"] = "rwm" };

    private static ContainerNetException Invalid(string parameter, object value, string message) => ContainerNetException.Invalid($"Invalid{parameter}", value, message);
}
