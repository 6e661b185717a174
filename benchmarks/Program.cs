using ContainerNet.Benchmarks;

// run.sh starts this in a network of its own.
if (args is not [string root, .. string[] arguments] || Options.Parse(arguments, Path.Combine(root, "benchmarks/results")) is not { } options)
{
    Console.Error.WriteLine(Options.Usage);
    return 1;
}
using var stage = new Stage(root);
IReadOnlyList<Row> rows = Catalogue.Rows(stage, options.Quick);
string[] unknown = [.. options.Only.Except(rows.Select(row => row.Name), StringComparer.OrdinalIgnoreCase)];
if (unknown.Length > 0)
{
    Console.Error.WriteLine($"There is no row {string.Join(", ", unknown)}; there are {string.Join(", ", rows.Select(row => row.Name).Distinct())}.");
    return 1;
}
// The names' directory is made a shared mount with the first name, and the floor's names are to be in it too.
stage.Host.Namespaces.PlanCreate("first").Run();
stage.Host.Namespaces.PlanRemove("first").Run();

Machine machine = Machine.Read();
var results = new List<Result>();
var report = new Report(machine, results);
bool failed = false;
foreach (Row row in rows.Where(row => options.Only.Count == 0 || options.Only.Contains(row.Name, StringComparer.OrdinalIgnoreCase)))
{
    Console.Write($"{row.Name}: {row.Work} …");
    try
    {
        double taken = Timing.Of(() => results.Add(Rounds.Play(row, options.Quick)));
        Console.WriteLine($" {taken / 1000:0.0} s");
    }
#pragma warning disable CA1031 // Whatever ends one row, the others are measured; the exit code tells.
    catch (Exception e)
#pragma warning restore CA1031
    {
        failed = true;
        Console.Error.WriteLine(e);
        results.Add(new Result(row.Name, row.Work, row.Unit, row.Limit, new Measurement(row.Ours.Name, null, null, e.Message), []));
    }
    // After each, so that a run that is ended early has not been for nothing.
    report.Write(options.Output);
}
Console.WriteLine();
Console.WriteLine(report.ToMarkdown());
return failed ? 1 : 0;
