using ContainerNet;
using ContainerNet.Service;

return args switch
{
    [ServiceProgram.NameServerVerb, .. string[] rest] => await NameServerCommand.RunAsync(rest).ConfigureAwait(false),
    [ServiceProgram.ServeVerb, .. string[] rest] => await ServeCommand.RunAsync(rest).ConfigureAwait(false),
    [ServiceProgram.ContainerExitedVerb, .. string[] rest, string id] => ContainerExitedCommand.Run(rest, id),
    _ => Usage.Print(),
};
