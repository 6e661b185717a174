using System.Management.Automation;
using System.Management.Automation.Runspaces;

using var shell = PowerShell.Create(InitialSessionState.CreateDefault());
shell.AddScript(File.ReadAllText(args[0])).AddArgument(args[1]);
foreach (PSObject item in shell.Invoke()) Console.WriteLine(item);
foreach (ErrorRecord error in shell.Streams.Error) Console.Error.WriteLine(error);
return shell.HadErrors ? 1 : 0;
