Console.WriteLine("Workers");
