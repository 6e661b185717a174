using ContainerNet;
using ContainerNet.Benchmarks;
using ContainerNet.Benchmarks.Work;

// run.sh starts this in a network of its own.
if (args is not [string root, string floorPath, .. string[] options])
{
    Console.Error.WriteLine("usage: ContainerNet.Benchmarks ROOT FLOOR [--quick] [WORD]; run.sh knows what they are");
    return 1;
}
bool quick = options.Contains("--quick");
string only = options.FirstOrDefault(option => option != "--quick") ?? "";
var results = new List<Result>();
var skipped = new List<string>();
using (var host = new NetHost())
using (var floor = new FloorProcess(floorPath))
{
    // The names' folder is made a shared mount with the first name, and the floor's names are to be in it too.
    host.Namespaces.PlanCreate("first").Run();
    host.Namespaces.PlanRemove("first").Run();

    Play(() => new AddNamespace(host, floor));
    Play(() => new AddNetwork(host, floor, isFirst: true));
    Play(() => new AddNetwork(host, floor, isFirst: false));
    Play(() => new AttachEndpoint(host, floor));
    if (!CniPlugins.Exist) skipped.Add("The CNI plugins: skipped, as containernetworking-plugins or iptables is not installed.");
    Play(() => new PublishRange(host, 1_000));
    Play(() => new PublishRange(host, 60_000));
    foreach (int count in (int[])[10, 100, .. quick ? Array.Empty<int>() : [1_000]])
    {
        Play(() => new AttachMany(host, count));
        Play(() => new ListEndpoints(host, count));
        Play(() => new DetachMany(host, count));
    }
    if (Tool.Exists("pwsh"))
    {
        var script = new ModuleScript(root);
        Play(() => new ImportModule(script));
        Play(() => new FirstCommand(script, "Get-NetAdapter"));
        Play(() => new FirstCommand(script, "New-NetNamespace bench", () => host.Namespaces.PlanRemove("bench").Run()));
    }
    else
    {
        skipped.Add("Import-Module and the first commands: skipped, as pwsh is not installed.");
    }
    // Last: deleting a thousand links takes longer than all of it, and the kernel does that by itself when the network goes.
    Play(() => new ListLinks(host, floor));
}
var report = new Report(Machine.Read(), results, skipped);
report.Write(Path.Combine(root, "benchmarks/results"));
Console.WriteLine();
Console.WriteLine(report.ToMarkdown());
return 0;

void Play<T>(Func<T> setUp) where T : Benchmark
{
    if (!typeof(T).Name.Contains(only, StringComparison.OrdinalIgnoreCase)) return;
    T benchmark = setUp();
    Console.WriteLine(benchmark.Work);
    results.Add(Rounds.Play(benchmark, quick));
    benchmark.TearDown();
}
