namespace ContainerNet.Service.Api.Containers;

/// <summary>What the API calls running.</summary>
internal static class RunningContainers
{
    extension(NetContainer container)
    {
        /// <summary>Whether its process lives; one that is paused counts, as with Docker.</summary>
        public bool IsRunning() => container.State is ContainerState.Running or ContainerState.Paused;
    }
}
