using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ContainerNet.Host.Sysctls;
using ContainerNet.Plans;
using ContainerNet.Tests.Containers.Images;
using ContainerNet.Tests.Costs;
using ContainerNet.Tests.Networks;
using ContainerNet.Tests.Networks.Records;
using ContainerNet.Tests.State;
using ContainerNet.Tests.Support;

namespace ContainerNet.Tests.Plans;

/// <summary>What another process is to do: run a plan, and be killed as a step begins; or try something without privileges.</summary>
internal sealed record VictimOrder(NetHostOptions Host, string Plan, int Step);

/// <summary>The test program itself, started again to be killed. It looks for its order before any test is looked for.</summary>
internal static class Victim
{
    private const string Variable = "CONTAINERNET_TEST_VICTIM";

    /// <summary>Runs a plan in another process, which is killed with SIGKILL as the step with that number begins, or after the last one.</summary>
    public static void Kill(NetHostOptions host, string plan, int step)
    {
        (int exitCode, string output, string error) = Start([], new VictimOrder(host, plan, step));
        if (exitCode != 128 + 9) throw new InvalidOperationException($"It was to be killed and ended with {exitCode}: {output}{error}");
    }

    /// <summary>Runs a plan in another process, started by a program that changes what it may do, and returns what it prints.</summary>
    public static string RunUnder(string[] launcher, NetHostOptions host, string plan)
    {
        (int exitCode, string output, string error) = Start(launcher, new VictimOrder(host, plan, 0));
        return exitCode == 0 ? output.Trim() : throw new InvalidOperationException($"{exitCode}: {output}{error}");
    }

    /// <summary>Runs one of the processes of a stress test to its end.</summary>
    public static void RunStress(NetHostOptions host, int seed) => Complete(new VictimOrder(host, NetworkStress.Plan, seed));

    /// <summary>Runs one of the processes that write a log to its end.</summary>
    public static void RunLog(NetHostOptions host, int seed) => Complete(new VictimOrder(host, EndpointLogWriter.Plan, seed));

    /// <summary>Changes the state under a tracer.</summary>
    public static void RunPowerCut(string[] tracer, NetHostOptions host, int seed) => Complete(new VictimOrder(host, PowerCutWork.Plan, seed), tracer);

    private static void Complete(VictimOrder order, params string[] launcher)
    {
        (int exitCode, string output, string error) = Start(launcher, order);
        if (exitCode != 0) throw new InvalidOperationException($"{exitCode}: {output}{error}");
    }

    /// <summary>Does work under a tracer that counts what it costs.</summary>
    public static void RunCosts(string[] tracer, NetHostOptions host, int work) => Complete(new VictimOrder(host, SystemCallTrace.Plan, work), tracer);

    private static (int ExitCode, string Output, string Error) Start(string[] launcher, VictimOrder order)
        => Tool.Try("env", [$"{Variable}={JsonSerializer.Serialize(order)}", .. launcher, Environment.ProcessPath!]);

#pragma warning disable CA2255 // This is a program of its own, and has no other place ahead of the test runner.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void TakeOrder()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } text) return;
        VictimOrder order = JsonSerializer.Deserialize<VictimOrder>(text)!;
        if (order.Plan == NetworkStress.Plan) Environment.Exit(NetworkStress.Run(order.Host, order.Step));
        if (order.Plan == EndpointLogWriter.Plan) Environment.Exit(EndpointLogWriter.Run(order.Host, order.Step));
        if (order.Plan == PowerCutWork.Plan) Environment.Exit(PowerCutWork.Run(order.Host, order.Step));
        if (order.Plan == ImageVictim.Plan) Environment.Exit(ImageVictim.Run(order.Host, order.Step, Die));
        if (order.Plan == SystemCallTrace.Plan) Environment.Exit(SystemCallTrace.Run(order.Host, order.Step));
        if (order.Step == 0) Environment.Exit(Unprivileged.Run(order));
        using var net = new NetHost(order.Host);
        // A last step that changes nothing is there to be killed at.
        Step[] steps = [.. SamplePlans.Of(net, order.Plan).Steps, new SetSysctl("net/ipv4/ip_default_ttl", "64", "64")];
        int begun = 0;
        new Plan(net.Context, order.Plan, _ => steps) { LocksState = false }.Run(_ =>
        {
            if (++begun == order.Step) Die();
        });
        Environment.Exit(1);
    }

    private static void Die()
    {
        using Process self = Process.GetCurrentProcess();
        self.Kill();
        Thread.Sleep(Timeout.Infinite);
    }
}
