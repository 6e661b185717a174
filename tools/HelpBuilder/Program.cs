using ContainerNet.HelpBuilder;

if (args is not [string assembly, string pages, string output])
{
    Console.Error.WriteLine("Usage: HelpBuilder <path of the cmdlet assembly> <folder of Markdown pages> <output folder>");
    return 2;
}

List<Fault> faults = [];
HelpBuild.Run(assembly, pages, output, faults);
foreach (Fault fault in faults.OrderBy(f => f.File, StringComparer.Ordinal).ThenBy(f => f.Line))
    Console.Error.WriteLine(fault);
return faults.Count == 0 ? 0 : 1;
