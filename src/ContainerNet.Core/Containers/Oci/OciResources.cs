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

    // The kernel's MIN_SHARES and MAX_SHARES (kernel/sched/sched.h).
    private const long LeastShares = 2;
    private const long MostShares = 262_144;

    // For memory and swap, and for processes.
    private const long NoLimit = -1;

    // Besides those that the runtime itself gives: zero, null, urandom, random, tty, console (Linux's Documentation/admin-guide/devices.txt).
    private static readonly (int Major, int Minor)[] _devices = [(1, 5), (1, 3), (1, 9), (1, 8), (5, 0), (5, 1)];

    /// <summary>The <c>resources</c> of config.json.</summary>
    /// <exception cref="ContainerNetException">A limit is not possible for a container.</exception>
    public static JsonObject For(ContainerOptions options, OciMachine machine)
    {
        JsonObject json = LimitsOf(options, machine);
        json["devices"] = options.Privileged ? AllDevices() : Devices();
        return json;
    }

    /// <summary>What of it can be changed while the container runs.</summary>
    /// <exception cref="ContainerNetException">A limit is not possible for a container.</exception>
    public static JsonObject LimitsOf(ContainerOptions options, OciMachine machine)
    {
        var json = new JsonObject();
        if (Memory(options, machine) is { Count: > 0 } memory) json["memory"] = memory;
        if (Processors(options, machine) is { Count: > 0 } processors) json["cpu"] = processors;
        // Docker takes 0 and less for no limit.
        if (options.PidsLimit is { } count) json["pids"] = new JsonObject { ["limit"] = count > 0 ? count : NoLimit };
        return json;
    }

    private static JsonObject Memory(ContainerOptions options, OciMachine machine)
    {
        var json = new JsonObject();
        if (options.Memory is { } limit)
        {
            if (limit is < LeastMemory or > long.MaxValue / 2) throw Invalid("Memory", limit, $"A memory limit of {limit} bytes is out of range. The limit is {LeastMemory} bytes (6 MiB) or more.");
            json["limit"] = limit;
        }
        if (options.MemoryReservation is { } reservation) json["reservation"] = Reservation(reservation, options.Memory);
        if (Swap(options, machine) is { } swap) json["swap"] = swap;
        return json;
    }

    private static long Reservation(long bytes, long? limit)
        => bytes >= LeastMemory && bytes <= (limit ?? long.MaxValue) ? bytes
            : throw Invalid("MemoryReservation", bytes, $"A memory reservation of {bytes} bytes is out of range. It is {LeastMemory} bytes (6 MiB) or more, and not more than the memory limit.");

    // Memory and swap together, so that by default it is as much swap again.
    private static long? Swap(ContainerOptions options, OciMachine machine)
    {
        if (options.MemorySwap is not { } swap) return options.Memory is { } memory && machine.LimitsSwap ? 2 * memory : null;
        if (options.Memory is not { } limit) throw Invalid("MemorySwap", swap, "A limit of memory and swap needs a memory limit. Give -Memory too.");
        if (swap != NoLimit && swap < limit) throw Invalid("MemorySwap", swap, $"A limit of {swap} bytes for memory and swap is less than the memory limit of {limit} bytes. It counts both together; -1 means no limit.");
        if (machine.LimitsSwap) return swap;
        return swap == NoLimit ? null : throw new ContainerNetException("Swap is not limited by control group on this machine: the kernel cannot, or this session is in the root of the control groups.", ErrorKind.Unsupported) { ErrorId = "SwapLimitUnsupported", Subject = swap };
    }

    private static JsonObject Processors(ContainerOptions options, OciMachine machine)
    {
        var json = new JsonObject();
        if (options.Cpu is { } count)
        {
            if (!(count >= LeastProcessors && count <= machine.Processors)) throw Invalid("Cpu", count, $"A limit of {count} processors is out of range. On this machine the limit is {machine.ProcessorRange}.");
            json["quota"] = (long)Math.Round(count * ProcessorPeriod);
            json["period"] = ProcessorPeriod;
        }
        if (options.CpuShares is { } shares)
            json["shares"] = shares is >= LeastShares and <= MostShares ? shares : throw Invalid("CpuShares", shares, $"{shares} is not a weight for processor time. The weight is {LeastShares} to {MostShares}.");
        if (options.CpuSet is { } set) json["cpus"] = ProcessorSet.Check(set, machine.Processors);
        return json;
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
