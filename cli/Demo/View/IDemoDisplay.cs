namespace Falcon.Cli.Demo;

/// <summary>Shows the progress of the demo.</summary>
internal interface IDemoDisplay
{
    /// <summary>Shows the progress until the work ends. Does not throw the work's exceptions.</summary>
    Task ShowAsync(DemoProgress progress, Task work);
}
